// What can be seen of a page of X's: run in a world of its own, where the page's scripts cannot reach it.
// trayapp/browser/sight.py says what each of its answers means.
(() => {
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return (
      box.width > 1 &&
      box.height > 1 &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  };
  const seen = (root, selector) => [...root.querySelectorAll(selector)].filter(isSeen);
  const textOf = (element) => (element.innerText || "").replace(/\s+/g, " ").trim();

  // X's markup changes: a post is known by two of several marks, none of them alone.
  const marks = [
    (post) => post.matches("article"),
    (post) => post.matches('[data-testid="tweet"]') || post.querySelector('[data-testid="tweet"]'),
    (post) => post.querySelector("time"),
    (post) => post.querySelector('a[href*="/status/"]'),
    (post) => post.querySelector('[data-testid="tweetText"], div[lang]'),
  ];
  const isPost = (element) => textOf(element) && marks.filter((isMarked) => isMarked(element)).length >= 2;

  // The sentence that stands where posts should: it has one button, to try again, and nothing else.
  const isSentence = (block, button) => {
    const words = textOf(block).replace(textOf(button), "").trim();
    const others = seen(block, "a[href], img, video, input, form, button, [role=button]");
    return words.length >= 8 && words.length <= 240 && others.length === 1;
  };
  const isErrorBlock = (button, root) => {
    let block = button.parentElement;
    for (let height = 0; block && block !== root && height < 4; height++, block = block.parentElement) {
      if (isSentence(block, button)) return true;
    }
    return false;
  };
  const words = new RegExp(
    [
      "something went wrong",
      "etwas ist schief\\s?gelaufen",
      "algo (ha )?sali[óo] mal",
      "(une erreur s.est produite|un probl[èe]me est survenu|quelque chose s.est mal pass[ée])",
      "(algo deu errado|ocorreu um erro)",
      "(qualcosa [èe] andato storto|si [èe] verificato un (errore|problema))",
      "er is iets (mis|fout)",
      "co[śs] posz[łl]o nie tak",
      "bir (şeyler|sorun|hata)[^.]{0,12}(ters gitti|oluştu)",
      "что-то пошло не так",
      "問題が発生しました",
      "出错了|發生錯誤|出了点问题",
      "문제가 발생",
      "حدث خطأ",
    ].join("|"),
    "i",
  );
  const main = document.querySelector("main, [role=main]") || document.body;
  if (!main) return {};
  const login = 'input[type="password"], input[autocomplete="username"], input[name="session[username_or_email]"]';
  return {
    posts: seen(document, 'article, [data-testid="tweet"]').filter(isPost).length,
    has_error_block: seen(main, "button, [role=button]").some((button) => isErrorBlock(button, document.body)),
    has_error_words: words.test(textOf(main)),
    has_login:
      /^\/(i\/flow\/login|login|account\/access)/.test(location.pathname) || seen(document, login).length > 0,
  };
})();
