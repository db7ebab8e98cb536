"""What X, other services and one's own line are called, in all languages: folded, for patterns."""

from __future__ import annotations

X = (
    r"x|twitters|twit{1,3}er|twtter|twitr|twttr|twiter|twitter|twt|tw|xitter|xwitter|xcom|twitterx|"
    r"(?:the |la |el |o )?(?:bird ?(?:app|site)|birb site|vogel ?app|zwitscher ?app|passaro azul|oiseau bleu|"
    r"mavi kus|blauer vogel|blaue vogel|everything app|pajarito azul|red del pajarito)|"
    r"(?:elon|musk|elmo)(?: musk)?(?: ?s)? (?:site|app|website|platform|network|hellsite|"
    r"seite|plattform|netzwerk|"
    r"laden|klitsche|dienst|kurznachrichtendienst|portal|spielzeug|toy)|kurznachrichtendienst x"
)

FORMERLY = (
    r"formerly(?: known as)?|ex|previously|aka|ehemals|fruher|frueher|vormals|former|"
    r"antes|anteriormente|antiguo|"
    r"antigo|anciennement|eski adiyla|eski|alias|or|oder|alte[rs]?"
)

AND = r"and|und|y|e|et|ve|sowie|as well as|plus|or|oder|ou|o|n"

NOT_X = (
    r"(?:iphone|os|gen|generation|malcolm|formula|formel|model|modell|series|schritt|step|linie|line|level|"
    r"version|chapter|section|feature|plan|planet|project|projekt|professor|windows|variable|teil|kapitel|mr|"
    r"citizen|episode|punkt|point|button|product|produkt|company|firma|person|part|"
    r"room|raum|bus|rayos?|raios?|"
    r"rayons?|sous|etape|paso|passo|value|wert|number|nummer|method|methode|function|"
    r"funktion|galaxy|generacion|"
    r"geracao|gate|gleis|station|mac|class|klasse|event|team|team|phase|tesla|solve for|letter|buchstabe|"
    r"buchstaben|key|taste|tecla|touche|harfi|fast) x|"
    r"x (?:rays?|rayed|keys?|taste|tecla|axis|achse|chromosomes?|chromosomen?|files|"
    r"mal|factor|faktor|wing|games|"
    r"ten|te[nrs]|beliebig\w*|isini?\w*|strahl\w*|beine|box|men|large|rated|trail|marks|[=<>]|"
    r"\d+(?= (?!times|mal|minutes|hours|min|h |stunden|minuten)[^%]|$)|"
    r"ist (?:kleiner|grosser|groesser|gleich)|equals|amount|times|percent|y z)|\d+ x(?= \d)|x x|"
    r"(?:wenn|falls|if|when|angenommen) x (?:ist )?(?:kleiner|grosser|groesser|gegen)"
)

BELONGINGS = (
    r"accounts?|konto|kontos|konten|handle|shares?|stocks?|aktien?|"
    r"aktie|stockholders|ceo|boss|chef|"
    r"employees?|staff|office|hq|headquarters|followers?|friends?|bubble|freunde?|"
    r"followern?|premium|blue|abo|"
    r"subscriptions?|money|ads?|advertis\w*|revenues?|engagement|deal|takeover|ubernahme|"
    r"rebrand\w*|drama|beef|"
    r"threads?|rabbit hole|mob|user ?names?|usernamen|employee|mitarbeiter\w*|umsatz|valuation|files|clone|"
    r"alternatives?|alternativen?|replacement|ersatz|hisse\w*|hesab\w*|share ?price|traffic"
)

SERVICES = (
    r"instagram|insta|ig|facebook|fb|meta|whats ?app|wa|threads|blue ?sky|bsky|mastodon|"
    r"discord|slack|zoom|teams|"
    r"outlook|gmail|google|you ?tube|yt|netflix|twitch|tik ?tok|snap ?chat|reddit|"
    r"psn|play ?station(?: network)?|"
    r"ps[45]|xbox(?: live)?|steam|nintendo|roblox|fortnite|minecraft|valorant|epic|"
    r"spotify|amazon|aws|azure|git ?hub|"
    r"git ?lab|chat ?gpt|gpt|openai|claude|gemini|copilot|telegram|signal|messenger|"
    r"linked ?in|pinterest|tumblr|"
    r"pay ?pal|venmo|klarna|sparkasse|sparkassen|ing|dkb|comdirect|postbank|deutsche "
    r"bank|revolut|telekom|vodafone|"
    r"o2|1und1|comcast|verizon|spectrum|xfinity|at t|t mobile|virgin media|bt|ee|"
    r"orange|sfr|bouygues|movistar|claro|"
    r"vivo|turkcell|turk telekom|disney|hulu|prime video|bahn|db|dazn|wow|joyn|xing|wikipedia|ebay|shopify|"
    r"uber|lyft|canva|notion|figma|jira|dropbox|icloud|apple|app ?store|itunes|fastly|"
    r"akamai|microsoft|office|"
    r"steam|battle ?net|league of legends|lol servers?|truth social|nostr|signal|"
    r"viber|wechat|skype|deezer|kick|"
    r"onlyfans|patreon|vinted|kleinanzeigen|ebay|tinder|bumble|strava|garmin|duolingo|doordash|elster|"
    r"moodle|canvas|steam|blizzard|rockstar|gta|ea|ubisoft|cash ?app|chase|barclays|"
    r"lloyds|monzo|santander|bbva|"
    r"bizum|pix|nubank|itau|bradesco|caixa|e ?devlet|papara|garanti|ziraat|enpara|"
    r"e bay|sky go|apple music|hbo|"
    r"cloudflare|crunchyroll|trello|ticketmaster|nordvpn|line ?app|kakao|naver|yahoo|bing|gemini|alexa|siri"
)

LINE = (
    r"(?:my |mein |meine |your |dein |deine |euer |eure |our |unser |minha |mi |tu "
    r"|su |ma |mon |ta |the |das |der |el |"
    r"la |o |a )?"
    r"(?:internet(?:im|in|e|te|verbindung|anschluss)?|wi ?fi|wlan|router|modem|broadband|"
    r"dsl|glasfaser|fritz ?box|isp|"
    r"provider|lan|vpn|phone|handy|smartphone|telefon\w*|laptop|pc|computer|rechner|"
    r"ipad|tablet|macbook|printer|"
    r"drucker|car|auto|voiture|coche|carro|araba\w*|strom|netz|power|electricity|battery|akku|fernseher|tv|"
    r"conexion|conexao|connexion|celular|movil|portable|wecker|heizung|keyboard|tastatur|"
    r"mikrofon|kamera|fridge|"
    r"dishwasher|waschmaschine|washing machine|lift|aufzug|elevator|statue|bridge|brucke)|"
    r"(?:my|our|his|her|their|unser\w*|mein\w*) (?:[a-z]+ ){0,3}?(?:bank|banks?|app|website|webseite|"
    r"site|server|mailserver|"
    r"shop|store|school|schule|work|company|firma|booking|stream|game|website)"
)

ERRORS = (
    r"something (?:has gone|went) wrong [.,] (?:please |but don t fret [.,] let s "
    r"give it another |don t fret )?"
    r"(?:try (?:re ?loading|again)|shot)|(?:posts|tweets) aren ?t loading right now|"
    r"(?:cannot|can ?t|unable to) retrieve "
    r"(?:posts|tweets) at this time|"
    r"(?:et?was|irgend ?was|da) ist (?:da )?schief ?(?:gelaufen|gegangen)(?= [.,] "
    r"(?:probier|versuch|lade|bitte|$)| $)|"
    r"(?:beitrage|beitraege|posts|tweets) konnen (?:derzeit |momentan |gerade |im "
    r"moment )?nicht (?:abgerufen|geladen) werden|"
    r"algo (?:salio|ha salido) mal [.,] (?:intenta|prueba|vuelve)\w*|algo deu errado [.,] tente\w*|"
    r"une erreur s est produite [.,] (?:essaye|veuillez|reessaye)\w*|un probleme "
    r"est survenu [.,] (?:essaye|veuillez|reessaye)\w*|"
    r"bir seyler (?:yanlis|ters) gitti [.,] (?:yeniden|tekrar|lutfen)\w*|bir sorun "
    r"olustu [.,] (?:yeniden|tekrar|lutfen)\w*"
)

JAPANESE_X = (
    r"(?<![a-z0-9])(?:x|twitter|ツイッター|ついったー|エックス|tl)(?![a-z0-9])(?!線|軸|キー|国|氏|社|デー)"
)

JAPANESE_SERVICES = (
    r"インスタ(?:グラム)?|instagram|(?<![a-z])line(?![a-z])|(?<!タイム)ライン(?!ナップ)|psn|フェイスブック|facebook|"
    r"threads|スレッズ|youtube|"
    r"ユーチューブ|つべ|discord|ディスコ(?:ード)?|misskey|みすきー|bluesky|ブルスカ|ブルースカイ|mastodon|マストドン|"
    r"gmail|google|グーグル|paypay|原神|スプラ|steam|switch|スイッチ|任天堂|chatgpt|チャッピー|aws|cloudflare|xbox|"
    r"tiktok|ティックトック|pixiv|ニコニコ|ニコ動|amazon|アマゾン|楽天|メルカリ|銀行|spotify|netflix|slack|zoom"
)
