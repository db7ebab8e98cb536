"""How people say in English that X is down, works, was down once, or would be: see grammar.py. Pure."""

GRAMMAR = r"""
ADV = (?:(?:just|still|again|now|once|also|really|completely|totally|currently|fully|officially|all|so|
    actually|definitely|already|apparently|literally|always|constantly|basically|partially|partly|mostly|
    suddenly|temporarily|maybe|probably|yet|fucking|fuckin|freaking|friggin|bloody|absolutely|properly|super|
    very|too|both|right|rn|today|tonight|here|itself|globally|worldwide|entirely|effectively|legit|kinda|
    sorta|hella|lowkey|well and truly|straight up|only|mostly|even|simply|as well|either|like|gone|to be|app|
    website|site|servers?|platform|lmao|lol|bro|yall|guys|ever|fr|ngl|being|for me|for us|for everyone|
    at the moment|this morning|this afternoon|this evening|in \w+|and \w+ (?:is|are)(?: both)?|s) ){0,4}
BE = (?:to have (?:gone|been)|is|s|are|r|iz|be|been|has been|have been|seems|seem|appears|appear|looks|look|
    went|has gone|gone|goes|going|got|gets|has|had|keeps|must be|might be|may be|feels|remains|stays|still|
    just)~
X = (?<! on)(?<! from)(?<! to)(?<! via)(?<! in)(?<! about)(?<! down)(?<! let)(?<! off) §~
HEAD = (?:s )?(?:(?:the )?(?:app|website|site|servers?|platform|com|web|feed|timeline|tl|desktop|mobile|thing|
    api|frontend|backend)(?: and (?:app|site|website|api|web))? ){0,2}
DOWN = down(?= )(?! (?:to|with|the|from|by|its|their|his|her|my|your|a|an|bad(?! (?:today|again|rn))|as much|
    memory|stairs|vote|button|payment|ballot|side|grade|hill|trodden|on|this rabbit|that road|for [§¤]|for it|
    for that|(?:about |around |almost |nearly |over |another )?[\d.,]+ (?:%|percent|pct|points?|to|ft|feet|m|
    km|cm|px|places?|spots?|kg|lbs|dollars|euros|k|million|billion|x)|in (?:value|price|revenue|users|traffic|
    the polls)|and (?:dirty|out))(?= ))
GONE = (?:unstable|flaky|(?:throwing|returning|giving|serving) (?:me |us |up )?(?:\w+ )?[45]\d\d|
    offline(?! (?:event|mode|meet\w*|version|world|life|friends|store))|unavailable|unreachable|inaccessible|
    unresponsive|unusable|bork(?:ed|en)|busted|kaput|kaputt|bugging|bugged|bugging out|glitch(?:ing|ed|y)|
    glitching out|buggy|laggy|lagging|acting (?:up|weird|funny|strange)|playing up|tripping|
    failing(?! (?:company|business|platform|site|experiment|as|its|their|his|her|us|users|at|to (?!load|open|
    respond|refresh|connect)))|timing out|timed out|crashing|crashed|not working|not loading|not responding|
    not opening|not refreshing|not updating|out of action|out of order|out of service|blank|frozen|freezing|
    hanging|stuck|stalling|struggling|poof|wonky|janky|fubar|fucked(?: up)?|screwed(?: up)?|messed up|on fire|
    off (?=[,.?]|$)|weird (?=[,.?])|having (?:a |an |one of its |some |its )?(?:\w+ )?(?:\w+ )?(?:wobbles?|
    episodes?|blips?|breakdown|seizure|nap|tantrum|hissy fit|bad day|stroke|issues?|problems?|trouble|
    outages?|moment|meltdown|hiccups?|difficulties|a stroke|day)|experiencing (?:\w+ ){0,4}(?:issues?|
    problems?|trouble|outages?|difficulties|disruptions?)|suffering (?:\w+ ){0,4}(?:issues?|problems?|
    outages?|disruptions?)|on the fritz|on the blink|on its knees|on its arse|tits up|belly up|out for \w+|
    kicking (?:me|everyone|us|people) out|logging (?:me|everyone|us|people) out|giving me (?:an |
    nothing but )?errors?|throwing (?:an |up )?(?:\w+ )?errors?|showing (?:\w+ ){0,4}(?:errors?|blank|empty|
    white)|returning (?:\w+ ){0,3}(?:errors?|blank|5\d\d)|erroring(?: out)?|refus(?:ing|es) (?:to (?:load|
    open|work|connect)|connections)|being (?:\w+ )?(?:slow|buggy|weird|laggy|glitchy|dumb|stupid|
    difficult)(?! about)|failing to load|taking forever(?: to load)?|(?:super|so|really|very|painfully|
    insanely|extremely) slow|slow as|shitting itself|shitting the bed|falling (?:over|apart)|wrecked|nuked|
    hacked|under ddos|empty|white|stopped|mia|a mess right now|rekt|down and out|unusable)
DEAD = (?:dead|dying|cooked|toast|broken?|gone|out|finished|fried|over|weird|bust|
    dead in the water)
NOW = (?:right now|rn|now|today|tonight|again|at the moment|currently|for (?:me|us|anyone|anybody|everyone|
    you|all)|atm|too|as well|in (?!a |the )\w+(?! (?:of|for|because))|worldwide|everywhere|anyway|oh no|
    confirm\w*|this (?:morning|afternoon|evening)|here|since|as we speak|nothing|error|anyone|just me|only me|
    lol|loading|fr|for (?:about |over |almost |like |the (?:last|past) )*(?:an? |half an |\w+ |a few |ages)
    (?:mins?|minutes|hours?|hrs?|while))
NOT = (?:isn ?t|aint|ain t|is not|s not|are not|arent|won ?t|wont|will not|doesn ?t|doesnt|does not|dont|
    don t|do not|cant|can t|cannot|can not|hasn ?t|has not|hasnt|havent|have not|isnt|refus(?:es|ing) to|
    fail(?:s|ing) to|never|not|unable to|struggl(?:es|ing) to|barely|hardly|stopped|stops|quit|no longer)
DO = (?:work(?:ing|s)?|load(?:ing|s)?|open(?:ing|s)?|refresh(?:ing)?|respond(?:ing)?|connect(?:ing)?|
    start(?:ing)?|updat(?:e|ing)|play(?:ing)?|send(?:ing)?|show(?:ing)?(?: up)?|display(?:ing)?|post(?:ing)?|
    launch(?:ing)?|function(?:ing)?|com(?:e|ing) up|been (?:working|loading)|render(?:ing)?|sync(?:ing)?|
    let(?:ting)? (?:me|us|anyone|anybody|people)|go(?:ing)? through|upload(?:ing)?|appear(?:ing)?|worked|
    loaded|cooperat(?:e|ing)|budge|answer(?:ing)?|reach(?:ed|able)|accessible|available|log (?:me )?in)
SELF = (?:work(?:ing|s)?(?! (?:on (?:an?|its|new|making|improving|it|that|this)(?= )|with|like that|that way|
    as|together|without))|load(?:ing|s)?(?! (?:ads|the dishwasher))|open(?:ing|s)?(?! (?:up about|an|a|its|
    their|new|the (?:way|door|debate))~)|refresh(?:ing)?|respond(?:ing)?(?! to)|connect(?:ing)?|
    start(?:ing)?(?! to)|updat(?:e|ing)|launch(?:ing)?|function(?:ing)?|com(?:e|ing) up|been (?:working|
    loading)|render(?:ing)?|sync(?:ing)?|go(?:ing)? through|worked|loaded|cooperat(?:e|ing)|budge|
    answer(?:ing)?(?! to)|resolv(?:e|ing)|accept(?:ing)? connections|reach(?:ed|able)|accessible|available|
    log (?:me )?in|(?:show|display|send|post|play|load|let)(?:ing)? (?:up|anything|any|me (?:any|in|on|post|
    log|like|see|send|upload|reply|repost|do|open|tweet)\w*|us (?:in|on)|anyone (?:in|on)|new|posts|tweets|
    replies|my|images|pictures|videos|photos|people in))
CANT = (?:cant|can t|cannot|can not|can barely|unable to|not able to|cnt|couldnt|could not|struggling to|
    havent been able to|impossible to|nobody can|no one can|cant even|wont let (?:me|us|anyone)|trying to|
    having (?:trouble|problems|issues)|trouble|tried to)
REACH = (?:get (?:on|onto|into|in|in to|to|through to)|access|open|load(?: up)?|log ?(?:in|into|in to|on to|
    onto)|login to|reach|connect to|use|sign (?:in|into|in to)|refresh|see (?:\w+ ){1,3}(?:on|in)|
    post (?:\w+ ){0,3}(?:on|to)|tweet|load (?:\w+ ){1,3}(?:on|in)|view (?:\w+ ){1,3}on|(?:read|send|upload|
    share|play|watch) (?:\w+ ){1,3}(?:on|in|to)|accessing|opening|loading|reaching|getting (?:on|onto|into)|
    logging (?:in|into|in to)|connecting to|using|posting on|get anything (?:on|from)|read (?:\w+ ){1,3}on|
    get)
TROUBLE = (?:outages?|problems?|issues?|trouble|difficult(?:y|ies)|glitch(?:es)?|disruptions?|errors?|
    downtime|hiccups?|bugs?|lag|interruptions?|crash|failures?)
PART = (?:pictures?|pics|images?|photos?|gifs?|videos?|vids?|media|dms?|direct messages?|messages?|inbox|
    timelines?|tl|feeds?|search|notifications?|notifs|repl(?:y|ies)|posts?|tweets?|links?|spaces?|profiles?|
    likes?|bookmarks?|trends|trending|lists?|home ?page|logins?|log in|uploads?|comments?|page|everything|
    nothing|app|website|site|quote ?tweets?|retweets?|followers|following tab|polls?|embeds?|stuff|any ?thing|
    thumbnails?|attachments?|stream|live ?streams?|tweetdeck|x ?pro|for you|following|explore|
    notification tab|threads)
SOMETHING = something (?:has gone|went|is going|going) wrong
claim: ~✗~
claim: {X}{HEAD}(?:, )?(?:{BE}){0,2}{ADV}(?:{BE}){0,1}{ADV}{DOWN}
claim: {X}{HEAD}(?:{BE}){1,2}{ADV}(?:a |an |like )?{GONE}~
claim: {X}{HEAD}{ADV}(?:offline(?! (?:event|mode|meet\w*|version|world|life|friends|store))|unavailable|
    unreachable|inaccessible|unresponsive|borked|bork|kaput|glitching|glitchy|crashing|lagging|timing out|
    not (?:working|loading|responding|opening|refreshing|updating)|bugging|buggin|acting up|tweaking|wilding|
    tripping|fucked|screwed|frozen|having (?:\w+ )?(?:issues|problems|trouble))~
claim: {X}{HEAD}(?:{BE}){1,2}{ADV}{DEAD} (?=(?:[^ ¤]+ ){0,6}?{NOW} |(?:[^ ¤]+ ){0,4}\?)
claim: {X}{HEAD}(?:{BE}){1,2}{ADV}(?:broken|bust|busted)~(?!(?:as|beyond|by|in (?:so|many|more)|and (?:elon|
    musk|he)|people|place|promise|system|company|platform|:|because (?:of )?(?:elon|musk|people|nobody))~)
claim: {X}{HEAD}(?:{BE}){1,2}{ADV}(?:out|gone) (?=(?:[.,?] |yet|too|again|$))
claim: ~{NOW} {X}{HEAD}(?:{BE}){1,2}{ADV}{DEAD}~
claim: {X}{HEAD}{ADV}(?:dead|cooked|broken?|gone) (?=(?:\?|rn|again|right now|for (?:anyone|me|you)|or |atm))
claim: {X}{HEAD}(?:is |s )?{ADV}(?:completely|totally|fully) (?:dead|gone|broken|bust|cooked)
claim: {X}{HEAD}(?:has |have |s )?{ADV}(?:done )?(?:just (?:died|broke(?! (?:the|a|an|my|its|his|her|all|
    every|records?|news|new))|crashed|vanished|disappeared|stopped|froze|quit)|crashed|died (?=on|again|mid|
    during|in|while|right|as|after|[.,?]|lol|rn|$)|went (?:down|offline|poof|dark|blank|kaput|dead|bang|
    belly up|tits up)|gone (?:down|offline|dark|blank|poof)|fell over|fallen over|fell down|gave up the ghost|
    shit the bed|shat itself|stopped (?:working|loading|responding|refreshing|updating)|go(?:ne)? (?:poof|
    bye bye)|collapsed|imploded|blew up|broke (?=again|[.?]|for|$|on me)|bit the dust|kicked the bucket|
    conked out|keeled over|crapped out|pooped|tanked|bricked|stopped) ?(?!(?:in|on) (?:\d|march|monday|
    my birthday))
claim: {X}{HEAD}{ADV}(?:keeps?|kept) {ADV}(?:\w+ )?(?:crash|freez|fail(?!ing (?:us|its|at))|dying|disconnect|
    buffer|logging (?:me|us|everyone|people)|kick|loading|reload|spin|timing|glitch|lag|hang|refresh|clos|
    break(?!ing (?:news|records|the))|error|stall|cutting|going down|getting stuck|(?:say|show|tell|giv|throw|
    return)ing (?:<4>)(?:error|wrong|try|blank|old|same|something|empty|nothing|\d\d\d|oops|rate|unavailable|
    loading|again))\w*~
claim: {X}{HEAD}{ADV}(?:times? out|crashes|freezes|hangs|lags|spins) (?!the)
claim: {X}{ADV}(?:error|errors|5\d\d|bad gateway|service unavailable|internal server error|gateway timeout|
    failwhale|fail whale)~
claim: ~(?:someone|somebody|you|u|elon|musk|elmo|they|who|he|elon musk|again) (?:just |has |have |s |totally |
    finally )?(?:broke|broken|crashed|killed|took down|taken down|unplugged|nuked) § (?=(?:again|[.,?]|lol|rn|
    now|today|for|$))
claim: {X}{HEAD}(?:<2>(?:just|still|is|has|simply|even|also|at all|app|itself) )?{NOT} {ADV}{SELF}~
claim: {X}(?:is |s |has |seems |<2>)?{NOT} (?:<1>)?{SELF} (?!like|hard|for (?:less|free)|as a)
claim: ~{NOT} (?:even )?(?:load|open|connect to|reach|refresh|launch|access|loading|opening|get(?= (?:my |
    the )?§ to)|let me (?:on|in|into|use)) (?:my |the )?§~
claim: ~{CANT} (?:i |we )?(?:even |seem to )?(?:see|load|view|read|send|post|open|get|refresh|access) (?:any |
    my |the |new |anyone s )*(?:tweets?|timeline|tl)~
claim: ~(?:cant|can t|cannot|unable to) (?:even )?(?:tweet|post tweets)(?= [.?,]| $| (?:right now|rn|today|
    at all)~)
claim: ~(?:kicked|logged|booted|signed|thrown) (?:<1>)(?:off|out)(?: of)? (?:my )?§(?= [.,?]| $| (?:again|
    every|constantly|today|and))
claim: ~{PART} (?:just |has |have |all )*(?:vanished|disappeared|broke|died|crashed|froze) on (?:my )?§~
claim: ~(?:having|experiencing|seeing|getting|have) (?:<1>)§ {TROUBLE}~
claim: ~no (?:new )?(?:posts|tweets) (?:on|in) (?:my )?§ (?:for|since)~
claim: ~§ : (?:oops|error|sorry|hm+|ugh) , {SOMETHING}~
claim: ~nothing (?:<1>)(?:on|in) my (?:timeline|tl|feed) (?:since|for the)~
claim: ~{CANT} (?:i |we )?(?:even |really |actually |currently |seem to |to |in )?{REACH} (?:the |my |any |
    a )?(?:<2>(?:on |in ))?§ (?!(?:out|anymore because|without|s|with))
claim: ~(?:cant|can t|cannot|couldnt|unable to|wont let me|trying to) (?:<3>)(?:on|to|from) § (?=<5>(?:fail|
    error|not|nothing|wont|doesnt|spinning|every time|stuck))
claim: {X}<1>(?:wont|won t|not|doesnt|doesn t|isnt|never|refuses to) (?:even )?(?:let|letting)~
claim: (?<! why)(?<! how) (?:is|are|has|did|iz) (?:the |my |it just me or is )?(?:is |
    s )?§ {HEAD}{ADV}(?:to be )?(?:{DOWN}|{GONE} |{DEAD} (?=(?:[^ ¤]+ ){0,3}?(?:\?|for|rn|right|again|today|
    or |guys|lol|to|$))|go(?:ne)? (?:down|offline)|crash|die|break|stop working|back (?:yet|up|online)|
    working(?! on)|up(?= \?| and| for| yet)|loading|alive)
claim: ~§ {HEAD}(?:work(?:ing|s)?|load(?:ing|s)?|up|open(?:ing|s)?) (?:ok |fine |okay )?(?:for|
    with) (?:any(?:one|body)|you|you guys|yall|everyone)(?: else)? (?:<4>)\?
claim: ~(?:does|do|can) (?:any(?:one|body)(?: else)? )?(?:<2>)?§ (?:even )?(?:work(?! (?:as|with|like))|load|
    open|refresh)(?:ing)? (?=(?:<5>)(?:for|\?|right|now|today|on your|rn))
claim: ~(?:does|is) your § {HEAD}(?:work|load|down|ok|broken|slow)
claim: ~your § (?:app )?(?:work|load)ing
claim: ~(?:can|is|are) (?:any(?:one|body)|you|u|you guys|yall|people|others|anyone else)(?: else)? (?:even |
    still |able to |actually )*(?:get(?:ting)?|access(?:ing)?|open(?:ing)?|load(?:ing)?|use|using|reach|log|
    logging|see|have|having) <4>§ (?=<6>\?|<3>(?:at the moment|right now|rn|today|at all)|$)(?!<3>(?:premium|
    blue))
claim: ~(?:any(?:one|body)|some(?:one|body)|who|everyone|everybody|you|yall|you guys)(?: else)? (?:is |are |
    s )?(?:also |still |even |currently )?(?:hav(?:e|ing)|see(?:ing)?|gett?(?:ing)?|experiencing|notic(?:e|
    ing)) (?:<4>){TROUBLE} (?:<4>)§~
claim: ~(?:any(?:one|body)|some(?:one|body)|who|everyone)(?: else)?(?: s)? (?:<3>)(?:§ (?:<3>)(?:{GONE}|
    {DOWN}|{NOT} {DO}|{TROUBLE}|dead|broken|weird|slow|empty)|(?:{NOT}|unable to|struggling to) (?:<5>)§) ?
claim: ~§ (?:<3>)(?:any(?:one|body)|who|everyone)(?: else)?(?: s)? (?:<3>)(?:{TROUBLE}|{NOT} (?:<2>)?(?:{DO}|
    {REACH}))~
claim: ~(?:just me|only me|is it me|my phone|me) (?:,? ?(?:or|and) )(?:is |has |did |are |
    does )?(?:the )?§ (?:<3>)(?:{GONE} |{DOWN}|{DEAD} |{NOT} |empty|slow|weird|{TROUBLE})
claim: ~§ <4>(?:{GONE}|{DOWN}|{DEAD}|acting|not \w+|working|loading|empty|slow|weird) (?:<4>)(?:,? ?or )
    (?:is (?:it|that) |it s |its )?(?:just |only )?(?:me|my|mine|on my end)
claim: ~(?:what s|whats|what is|what in the \w+ is|hell is|fuck is|heck is|what|tf is|s) (?:the (?:hell|fuck|
    heck) (?:is )?)?(?:wrong|up|going on|happening|happened|the matter) (?:with|to|
    on) (?:my )?§ (?=<2>(?:right now|rn|today|now|tonight|again|this morning|app|\? (?:<5>)?(?:cant|nothing|
    not|error|down)|, (?:nothing|cant|not|it s not|its not|why|i cant|no|it wont|is it|i m getting)))
claim: ~(?:why|how come) (?:is|s|are|does|wont|won t|isnt|doesnt|cant|can t|has) (?:i |we |my |
    the )?(?:<3>)?§ {HEAD}(?:<2>)(?:{NOT} |{DOWN}|{GONE} |load|work|open|broken|slow|dead|refresh|so slow|
    keep (?:crash|log|load|freez|kick|refresh|tim|sign|break|fail|glitch|buffer|reload)|let me)
claim: ~(?:did|has) (?:any(?:one|body)(?: else)? (?:lose|lost) |§ (?:<2>)?(?:die|crash|break|go (?:down|
    offline)|just die|died|crashed|gone down|stop(?:ped)? working|stop(?:ped)?|disappear))
claim: ~(?:check|confirm|know|knows|say|saying|heard|hear|tell me|report|reports|looks like|seems like|think|
    guess|see) (?:if |that |is )?§ {HEAD}(?:{BE})?{ADV}(?:{DOWN}|out |{GONE} |dead |broken )
claim: ~§ (?:app |server |service |platform |api |website |cdn |login |media |image |wide |-?wide )?(?:outage|
    outages|meltdown|downtime|server issues?|server problems?|connection issues?|disruption) (?!of|post|
    on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|was|alert|is over|over|caused|explained|
    history|map|monitor|tracker|yesterday|last|in (?:20|19)|resolved|fixed|ends?|ended)
claim: ~(?:outages?|downtime|disruptions?) (?:<1>)(?:on|at|for|with|of|across|hits?|affecting|
    hitting) (?:all of )?(?:<2>)§~(?!(?:lasted|took|was|were|is over|story|ended|has ended|showed|cost|
    resolved|in 20)~)
claim: ~(?:there (?:is|are|s)|is there|are there|seems to be|must be|having|have|has|getting|seeing|see|got|
    experiencing|report(?:s|ed|ing)?|of|facing|encountering|more|massive|major|big|global|widespread|
    nothing but|users? report\w*|loads of|lots of|so many|weird|some|another|
    with) (?:<2>){TROUBLE} (?:\w+ing )?(?:with|on|at|for|across|accessing|using|loading|opening|reaching|
    connecting to|affecting|all over|from|in|over at|to) (?:<2>)§~(?!(?:s(?! (?:servers?|app|site|website|
    api))|users|people)~)
claim: ~(?:problems?|issues?|trouble|errors?|glitch\w*) (?:accessing|loading|opening|connecting to|reaching|
    logging into|with|on|at) (?:<2>)§ (?=<5>(?:right now|now|today|rn|at the moment|again|spik|surg|
    this (?:morning|afternoon|evening)|currently|\?|anyone))
claim: ~§ <4>(?:hit|struck|affected|plagued|rocked|crippled) by (?:<4>)(?:outage|problems|issues|glitch|
    disruption|errors|bug|crash)~
claim: ~§ (?:(?:app|website|users?|platform) )?(?:suffers?|experiences?|faces?|encounters?|reports?|has|have|
    having|got|sees?|is seeing|hit with) (?:<4>)(?:outages?|problems?(?! with (?:hate|racism|bots|spam|nazis|
    its))|issues?(?! with (?:hate|racism|bots|spam))|disruptions?|trouble(?! with (?:advert|regul))|downtime|
    errors?|a stroke) ?(?!yesterday|last|in (?:20|19))
claim: ~§ <5>(?:users?|people|thousands|thousand|hundreds|many) (?:<4>)(?:report|reporting|complain|
    complaining|unable|experiencing|cant|are unable)(?:ing|ed|s)? (?:<4>)(?:{TROUBLE}|access|load|log|to|down|
    being)~
claim: ~(?:reports?|users?|thousands|people) (?:<5>)(?:of|report\w*|saying|complaining|experiencing|
    having) (?:<6>)§ {HEAD}(?:<2>)(?:{DOWN}|{GONE} |outage|not working|being down)
claim: ~{PART} (?:tab |page |button )?(?:(?:on|in|from|for|at) (?:the |my )?§ |
    all ){1,2}(?:\w+ )?(?:<3>)?(?:{NOT} (?:<1>)?{DO}|{NOT} (?:be )?(?:display|load|shown?|sent|open)\w*|
    {GONE}|{DEAD}|{DOWN}|missing|vanished|gone|disappeared|fail(?:s|ed|ing)?|lead to (?:an |error)|
    keeps? \w+ing|(?:is|are) (?:all )?(?:grey|gray|black|blank|empty|broken|down|stuck|dead)|stopped)~
claim: ~§ <1>(?:{PART} ){1,2}(?:tab |page |button )?(?:for me |today |all |just |still |also |are |is |s |
    have |has |both |currently |even )*(?:{NOT} (?:<1>)?{DO}|{NOT} (?:be )?(?:display|load|shown?|sent|
    open)\w*|{GONE} |{DEAD} |{DOWN}|keeps? \w+ing|stuck|missing|vanished|fail(?:s|ed|ing)? |stopped |grey|
    disappeared|slow)
claim: ~(?:tweets?|tl|timeline|twitter feed|dms|tweetdeck|t co|twimg) (?:is |are |s |just |still |all |also |
    both )*(?:not|wont|won t|isnt|arent|aren t|isn t|doesnt|dont|don t|stopped) (?:even )?(?:load|work|
    refresh|updat|open|send|show)\w*~
claim: ~(?:nothing|nobody s posts|no (?:tweets?|posts?|images?|videos?|replies|pictures)) (?:<2>)?(?:loads?|
    loading|works?|working|shows?|showing|appears?|refresh\w*|opens?|comes up|happens?|updat\w*|
    will load) (?:<2>)(?:on|in|at) (?:my |the )?§~
claim: ~§ <6>(?:, |: |\. |and )?(?:<2>)(?:nothing (?:is |s )?(?:loads?|loading|works?|working|shows?|showing|
    opens?|refresh\w*)|just (?:a |an )?(?:blank|white|spinning|error)|blank page|white (?:page|screen)|
    black screen|error page|spinning wheel|empty (?:page|feed|timeline))~
claim: ~(?:only|nothing but|just|keep|getting|get|gets|got|gives? me|giving me|seeing|throws?|throwing|
    returns?|with|a|an|error|errors|code|status|http) (?:<4>)(?:error|errors|5\d\d|blank page|white screen|
    spinning wheel|bad gateway|timeouts?|service unavailable) (?:<6>)(?:on|from|at|for|with|open|load|loading|
    opening|in|all over|access|over at|visit) (?:<2>)§~
claim: ~§ <6>(?:error|errors|only|just|nothing but|getting|with|gives?|says?|showing|shows) (?:<4>)(?:5\d\d|
    error message|error|blank|bad gateway|timeout|unavailable|capacity|wrong)~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: ~[45]\d\d (?:<2>)(?:errors?|s)? ?(?:<3>)(?:on|over|from|at|for|opening|loading|with) (?:<1>)§~
claim: ~§ <9>(?:, |: |\. )?(?:<3>){SOMETHING}~
claim: ~{SOMETHING} <7>(?:, )?(?:<6>)(?:on|from|at|with|thanks|by|in) §~
claim: ~(?:anyone|anybody|someone|who) (?:else )?(?:<1>)(?:got |get |getting |keeps? getting |been |being |
    )(?:<1>)(?:logged|kicked|signed|locked) out <4>§~
claim: ~§ <7>rate limit(?:ed)? |rate limit exceeded (?:<6>)(?:on|from|by|at|in) §~
claim: ~(?:still|yet) no §(?= (?:[.,?]|after|for|since))
claim: ~(?:lost|lose) (?:access to|connection to) §~
claim: ~only § (?:doesnt|doesn t|isnt|wont|is not|does not|isn t)
claim: ~(?:everything|every other \w+|all) (?:else )?(?:<3>)(?:except|but|apart from) (?:for )?§~

calm: ~§ {HEAD}(?:is |s |are |seems |looks |appears |has |have |finally |now |just |already |came |coming |
    to be |come |all |now ){0,4}back(?! (?:down|and forth|to|in (?:20|the)|when|then|yet|at))~
calm: ~(?:we re|we are|it s|its|were|and we re|they re) back(?: up| online| now| again)?~
calm: ~§ {HEAD}(?:is |s |are |seems |has |been |have |finally |now |just |already |to have |to be |all |got |
    getting ){0,4}(?:fixed|recovered|recovering|restored|resolved|running again|up again|online again|
    up and running|alive again|(?:work|load)(?:ing|s) again|stable again|live again|okay again|fine again|
    resolved|sorted)(?! \?)~
calm: ~(?:it s|its|it is|everything s|everything is|all|mine is|that s|seems|now|but|then|been|got|
    they) (?:<2>)?(?:fixed|(?:work|load)(?:ing|s) again|fine now|up again|back now|back up|back to normal|
    working now|ok now|okay now|resolved|recovered)(?! \?)~
calm: ~(?:fixed|restored|resolved) (?:it|§)|(?:outage|issue|problems?|§) <3>(?:is|s|are|was|has been|
    have been|been|now) (?:now )?(?:over|resolved|fixed|solved|restored)~
calm: ~(?<!isnt )§ {HEAD}(?:is |s |still |just |seems |has been |looks |always |all |now |to be |been |only |
    currently |also |totally |actually |definitely )*(?:(?:work|load|run|respond)(?:s|ing)? |up |up and |
    opens? |open )?(?:just |totally |perfectly |completely |absolutely |all |very )?(?:fine|
    perfectly(?: fine)?|normal(?:ly)?|ok|okay|great|good|smooth\w*|well|flawless\w*|for me|here|up for|
    instantly|as usual|like a charm|no (?:problems?|issues?)) (?!(?:anymore|either|\?|until|for \w+ \?|as a))
calm: ~§ (?:is |s )?(?:up|live|online|alive)(?= [.,])
calm: ~(?:works?|working|loads?|loading|up and running|opens?|been) (?:just |perfectly |totally |
    completely )?(?:fine|ok|okay|perfectly|normally|well|great)? ?(?:for me|here|on my|over here|for us|
    on mine|at my|in (?!§)\w+)~
calm: ~(?:mine|it) (?:just |still )?(?:works?|loads?|is working|s working|is loading|s loading|is fine|s fine|
    is up|s up|is ok|s ok) (?!\?)
calm: ~(?:no|not (?:having|seeing|getting|had)(?: any)?|without(?: any)?|never (?:had|any)(?: any)?|zero|
    havent had(?: any)?|dont have(?: any)?|don t have(?: any)?|nobody <3>(?:has|having|had)|no one <3>(?:has|
    having|had)|any) (?:<1>){TROUBLE} (?:<2>)(?:with|on|here|at|for|accessing|in|using|loading|over)~
calm: ~§ {HEAD}(?:is |s |are |was |has |does |did |do |will )?(?:not|isnt|isn t|aint|never|no longer|wasnt|
    hasnt|hasn t|didnt|doesnt|doesn t|cant be) (?:<2>)?(?:down|offline|dead|crash(?:ed|es)?|broken|gone|die|
    dying|goes? down|go(?:ne)? down|been down|having (?:any )?(?:problems|issues)|cooked|out|over)
    (?! (?:anymore )?\?)
calm: ~(?:isnt|isn t|not) § (?:that|which) (?:is |s )?(?:down|broken)
calm: ~(?:dont|don t|doubt|didnt|never|doesnt) (?:think|believe|know that|seem like|look like|
    see) (?:that )?§ <2>(?:down|broken|out|offline)
calm: ~(?:it s|its|it is|check|restart|reset|probably|that s|must be|is|try|reboot|blame) (?:just |probably |
    only |definitely |on |turning off )?(?:your|you|ur) (?:own |end |home )?(?=[†] | ?(?:end|side|device|
    browser|adblock\w*) )
calm: ~(?:it s|its|it is|check|restart|reset|probably|that s|must be|is|try|reboot|blame|with|fix) (?:just |
    probably |only |definitely |all )?† (?=(?:[.,]|not|mate|then|that|bro|$))

not now: ~(?:(?<!since )yesterday|remember(?:ing|s)?|remembers|(?<!since )last (?:night|week|month|year|time|
    summer|winter|spring|autumn|fall|monday|tuesday|wednesday|thursday|friday|saturday|sunday|march|november|
    february|\w+day)|(?:days?|weeks?|months?|years?|decades?) ago|the other (?:day|night|week)|back (?:when|
    then|in (?:the|19|20|\w+ber|january|february|march|april|may|june|july|august)(?![a-z]))|used to|in (?:19|
    20)\d\d|on this day|that (?:day|time|one time|night|evening|afternoon|week)|once upon|nostalgia|
    first time|the day|ever been|(?:in|since|of) (?:early |late |mid )?(?:20[012]\d|the 20\d0s)|anniversary|
    historic\w*|(?:earlier|previous|past) (?:this|outages?|week|month)|(?:monday|tuesday|wednesday|thursday|
    friday|saturday|sunday) s|earlier (?=[.,?])|ages ago|(?:good|bad) old|throwback|tbt|in the past|
    every \w+day|ever since|back in the)~
not now: ~§ <2>(?:was|were|wasnt|had(?! enough)) (?!(?:working|fine|ok|okay|loading|up|good|just|already|
    slow enough|back|great|running|perfect|\w+ing|supposed|never|alive|the|like|about|in the middle))
not now: ~(?:was|were|did(?! § (?:<2>)(?:just|break|crash|die|go|stop)~)|got|had been) §~|~(?:when|while|
    after|before|during|because|since) § (?:was|went|got|had|died|crashed|broke|came|is back|fell)~|~(?:when|
    where) § (?:is|goes|s|isnt|doesnt|crashes|dies|breaks|fails|stops|wont) (?!(?:back|up|coming|going to|
    gonna))|~without (?:login|seeing|having|being|getting|paying|an account|logging|a login)~|~(?:load|loads|
    show|shows|showing) (?:me )?(?:ads|any ads|less|more ads)~|~our (?:live |\w+ )?(?:feed|stream|account|
    page|posts?) on §|§ (?:outage )?(?:story|hoax)|~(?:in (?:china|russia|iran|north korea|belarus)|as always|
    by default|regulators?|banned in|blocked in)~
not now: ~(?:during|after|before|following|despite|about|missed|survived|until|about|explains?|explained|
    caused|cause of|causes? of|behind|investigat\w+|blames?|claims?|from) (?:<5>)§ (?:outages?|downtime|
    meltdown|crash)~
not now: ~§ (?:outage|outages|crash|downtime) (?:<3>)(?:was|were|caused|lasted|happened|cost|explained|
    postmortem|timeline|blamed|due|had|showed|taught|reminds?|proves?)~
not now: ~(?:(?<!know )(?<!knows )(?<!wondering )(?<!wonder )(?<!see )(?<!check )(?<!checking )(?<!wondered )
    (?<!tell )(?<!ask )(?<!asking )(?<!rt )(?<!idk )(?<!confirm )(?<!retweet )(?<!sure )if|imagine|imagining|
    unless|whenever|wish|wishing|hope|hoping|pray|praying|suppose|supposing|would|wouldnt|in case|
    in the event|one day|some ?day|each time|as soon as|once|what happens when|let s say|lets say|assuming|
    dream|dreamt|dreamed|dreaming|bet|wait for|waiting for|until|til|till|next time|by the time|the moment|
    the minute|ever (?:goes|go|breaks|break|dies)|threatens|predict\w*|every time|
    everytime) (?:<6>)(?:[§✗] (?:<4>)(?:down|crash\w*|break\w*|broke\w?|die\w?|dying|dead|offline|fail\w*|
    collapse\w*|goes|go|went (?:dark|away)|shut|disappear\w*|outage|implode\w*|bankrupt|gone|not|doesnt|
    stops?|isnt))
not now: ~§ <2>(?:will|would|could|might|may|is going to|is gonna|gonna|should|about to|ought to|deserves to|
    needs to|has to|can|is about to) (?:<2>)(?:go down|be down|crash|die|break|collapse|fail|be dead|be gone|
    go offline|go dark|go under|shut down|be offline|be broken|stop|go away)
not now: ~(?:often|usually|regularly|how (?:often|many times|long(?! (?:has|is|have|s|will))|much|do|does|to)|
    what to do|what (?:caused|causes|happens|we know about)|why (?:do|did)(?! (?:i|my|we) )|tips|explainer|
    explained|history of|here s why|heres why|the reason|analysis|never miss|get alerts?|alerts? (?:for|when)|
    be the first to know|know when(?! §)|notif\w+ (?:you )?when|find out (?:when|if|whether)|check (?:if|
    whether) § (?:is |s )?down (?:here|with)|how to check|monitor(?:s|ing)?|status pages (?:for|so)|sign up|
    free trial|subscribe|uptime)~
not now: ~(?:%|percent|stocks?|shares?|revenues?|valuation|earnings|investors?|quarter(?:ly)?|year over year|
    yoy|market cap|users? (?:numbers?|growth|base)|number of (?:users|employees)|user numbers|sales|employees|
    compared (?:with|to)|dau|mau|cpm|growth|premarket|nasdaq|worth)~
not now: ~on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)~
calm: ~down ?detector (?:<1>)(?:shows?|says?|has|reports?|sees?) (?:nothing|no |zero)
claim: ~§ (?:is |just |app |keeps |has |been |still )*(?:loading|loads|spinning|spins) (?:forever|endlessly|
    and (?:loading|spinning)|for (?:<3>)(?:ages|ever|min\w*|hours?))~
claim: ~§ (?:that|which) (?:is |s |has )(?:<1>)(?:down|broken|offline|not working|crashed)~
claim: ~§ being (?:<1>)(?:down|broken|offline|slow|unusable)~(?! would)
claim: ~errors? (?:message )?(?:on|from|at|in) §(?= [:.?]| $| (?:when|right|while|again|today|now))
claim: ~(?:does|is) (?:any(?:one|body)|every(?:one|body))(?: else)? ?s § {HEAD}(?:also )?(?:work|load|down|ok|
    broken|slow|up)
claim: ~(?:broken|empty|blank|frozen|dead) § (?:timeline|feed|tl|app|page)~|~not † , (?:it s |its |
    but )(?:just )?§~
claim: ~(?:getting|get|gives?|shows?|says?|saying) (?:me )?(?:<1>)(?:try again|retry|
    try reloading) (?:<2>)(?:on|from|in) (?:<1>)§~
claim: ~{CANT} (?:i |we )?(?:see|load|refresh|get|open) (?:my |the |any )?§ (?:feed|timeline|tl|tweets|posts|
    app|page)~
claim: ~has § {HEAD}been (?:<1>)(?:slow|weird|broken|down|laggy|buggy) (?=<3>(?:for|today|tonight|rn|lately|
    \?))
claim: ~all (?:i|we) (?:get|see) (?:<2>)(?:on|from) §~
claim: ~(?:refresh|reload|restart|open|try|tried)\w* (?:<3>)§ <5>(?:, )?(?:and |but )?(?:still )?nothing~
claim: ~keeps? getting (?:<3>)(?:page|message|error|loading|timeout) (?:<4>)(?:on|from) §~
claim: ~waiting (?:for|on) § to (?:come|load|work|be back|start|get)~
never: ~(?:no|without) †~|^ (?:no|without|out of) (?:signal|service|mobile data|data|reception|coverage)~
not now: ~(?:could|would|might|may|will|should|wants? to|threatens? to) (?:<2>)§ (?:offline|down|dark)~|
    ~when § (?:shuts|closes)~|~outages? in (?:numbers|review)~
not now: ~(?:content|trust|hate|racism|credibility|misinformation|user|growth|money|pr|image) (?:problem|
    crisis)~
not now: ~(?:that|which) (?:took|brought|knocked) §~|~in (?:january|february|march|april|june|july|august|
    september|october|november|december)~|~asking (?:<2>)on §~
not now: ~(?:put|putting) (?:away )?§~
not now: ~(?:was|were) (?:an? |the |some )§~|~at (?:work|school) , |~firewall|(?:doesnt|never|
    wont) (?:respond|reply|answer) to (?:my |our |the )?(?:support|e ?mails?|complaints?|reports?|appeals?)
aside: ~(?:says|said|read|reading|saw|seen|told|posted|tweeted|ranting|complaining|venting|ask|asking|asked|
    according|reminds?|per|learned|find|found|follow|heard|scrolling|watching|checking|video|clip|thread|post|
    dms?|message|support|link|here) (?:<3>)(?:on|to|from|via|through|over) §~(?!(?:is|isnt|has|wont|not|
    doesnt|app)~)
aside: ~(?:according to|as|per) § (?:<1>)(?:[.,]|$|reminds|says)|§ (?:reminds|reacts?|erupts?|is (?:furious|
    angry|laughing|joking)|lost its mind|loves|jokes|support)~|~(?:loading|opening) up §~
not now: ~look(?:s|ed|ing)? back at|recap|retrospective~
not now: ~(?:from|by) (?:people|accounts|those|friends) (?:that )?(?:i|we) follow~
not now: ~(?:buy (?:our|my|now|the)|sale|discount|promo\w*|use code|link in bio|(?:book|order|download|shop|
    join) now|follow us|never go(?:es)? down)~
not now: ~blame[sd]~|~(?:is|s) § dying \?
not now: ~(?:bots?|spam|trolls?|ads|my (?:user ?name|handle|display name|e ?mail)|without premium|
    unusable (?:<1>)(?:because|due|without|thanks|if|as a))~
not now: ~(?:moderation|moderators|free speech|business model|fact check\w*|irony|sarcasm)~
not now: ~(?:as a (?:society|concept|company|platform for|place|business|brand|product|community|culture)|
    to me (?:since|after|now)|for me since the|morally|socially|culturally|long live|since (?:he|elon|musk|
    the takeover|the rebrand|they renamed)|society|discourse|democracy|toxic|nazis?|people on|hellhole|
    cesspool|enshitt\w+|full of|soul|civil\w*|brain|brains|politic\w*|algorithm|as we knew it|rage bait|
    who cares|fake|hoax|rumou?rs? (?:of|about))~
not now: ~(?:suspend\w*|banned|deactivat\w*|forgot|forgotten|my password|wrong (?:password|birthday)|
    shadow ?ban\w*|deleted|uninstalled|locked (?:out )?(?:because|for|my)|blocked me|unfollow\w*|boycott\w*|
    quit(?:ting)? §|leaving §|stand §)~
failure: ~nothing (?:is |s |will |ever |even |just )*(?:loads?|loading|works?(?! (?:like|better|out))|
    working(?! (?:out|for me as))|shows?(?: up)?|showing(?: up)?|refresh\w*|opens?|opening|comes up|happens|
    loaded)~
failure: ~(?:wont|won t|isnt|isn t|arent|aren t|not|doesnt|doesn t|dont|don t|hasnt|hasn t|havent|never|didnt|
    no longer|refuses? to|stopped) (?:you |it |this )?(?:even |been |actually |fully |finish |
    really )*(?:load|loading|loaded|refresh|refreshing|refreshed|updating|updated|open|opening|connect|
    connecting|respond|responding|show up|showing up|showing anything)~(?!(?:ads|an?|its|their|my eyes|with|
    up about|to new|it without|anything by|mind)~)
failure: ~(?:keeps?|keep on|constantly|always) (?:\w+ )?(?:crashing|loading|freezing|logging (?:me|us|
    people) out|spinning|buffering|timing out|kicking me out|signing me out|saying (?:try again|error|
    something|page|there))~
failure: ~(?:blank|empty|frozen) (?:timeline|tl|feed)~
failure: ~(?:spinning|loading) (?:circle|wheel|icon|thing|screen)|(?:blank|white|black|empty|
    error) (?:white )?(?:page|screen|message)s?~
failure: ~(?:error|errors|code|http|status) (?:code )?[45]\d\d|[45]\d\d (?:error|page|bad gateway|service)|
    bad gateway|gateway time ?out|service unavailable|internal server error~
failure: ~(?:it|the (?:site|app|website|thing|place|whole thing)) (?:is |s |has |just |went |seems |must be |
    might be |keeps |going |looks |appears |all |completely |totally |also )+(?:to be )?(?:down|dead|broken|
    crashed|crashing|not working|offline|borked|bust|kaput|out) (?=(?:again|for|too|there|over|now|right|
    today|here|as|in|and|or|lol|[.,?]|rn|since|this|everywhere|worldwide|$))(?!for the better)
failure: ~(?:search|replies|dms|notifications|timeline|feed|images|pictures|videos|login|profiles|links|
    media) (?:is |are |s |just |all |both |completely |totally |also |still |seem |seems )+(?:broken|down|
    gone|dead|busted|borked|missing|not \w+ing|empty|blank|stuck|frozen|fucked|a mess)~
failure: ~(?:logged|kicked|signed|logging|kicking) (?:me |us |everyone |everybody |people )?out (?=(?:again|
    constantly|repeatedly|and|for no|every|of|[.,?]|$))
failure: ~(?:try again later|failed to load|loading error|took a dump|took a shit|is ded|ded|hamsters|
    this page isnt working|timed out|time out|times out|connection (?:failed|reset|refused|lost))~
failure: ~(?:down ?detector) (?:<3>)(?:spike|spiking|reports?|lit up|lighting up|confirms?|
    shows?(?= )(?! (?:nothing|no|zero|all green))|exploding|through the roof|thousands|going|says|huge)|
    (?:spike|reports) (?:<3>)on down ?detector~
failure: ~(?:on|tried) (?:<1>)(?:\d+|two|three|four|multiple|several|different|both|
    all) (?:different )?(?:devices|browsers|phones|computers|networks) (?:and |but |, )*(?:still )?(?:nothing|
    no luck|same|nope|it s|neither|none)~
failure: (?<! me)(?<! us)(?<! him)(?<! her)(?<! them) (?:down|broken|out|
    working(?= [^.?]{0,60}\?)) (?:for (?:everyone|everybody|anyone|anybody|you|others|all)|or (?:is it |
    is that )?(?:just|only) me|everywhere|worldwide|globally|nationwide|again)~
failure: ~(?:everyone|everybody|anyone|anybody)(?: else)? (?:is |getting |seeing |having |
    experiencing )+(?:this|the same|it too|errors?|problems?|issues?|trouble)(?= (?:with it|here|too|
    right now|today|rn|[.,?])|$)
never: ~(?:suspend\w*|banned|2fa|two factor|forgot|forgotten|my password|wrong (?:password|birthday)|
    verification code|hacked my|got hacked|locked my)~|~(?:is|are|was|been) (?:now )?trending|by (?:issues|
    problems) i mean~
claim: {X}(?:<1>)not (?:<1>)\w+ing (?:rn|right now|today|again|at all|for me)~
claim: {X}(?:<1>)(?:decide[sd]?|chose|chooses|picks|had|wants) to (?:<1>)(?:break|die|crash|go down|
    stop working|shit|implode|collapse|fall over|fail)~
claim: ~§ (?:login|log in|sign in) (?:<1>)loop~
claim: ~who (?:broke|crashed|killed|unplugged|turned off|switched off|shut off|shut down|
    tripped over) (?:<4>)§ (?=[?.]|again|lol|$)
claim: ~error (?:code )?\d{3,4} (?:<2>)(?:on|from|at|with) §~
claim: ~(?:no|zero) (?:signal|response|answer|reply|connection|life) (?:from|on|to) §~
failure: ~(?:it|the page|the app|the site) (?:just |only |always |simply )*(?:hangs|spins|crashes|freezes|
    times out|errors)(?= (?:[.,?]|out|every|all|when|and)| $)
failure: ~(?:no|none of the|none of my) (?:\w+ )?(?:posts|tweets|replies|images|pictures|videos|
    notifications) (?:are |is |will |even |to )*(?:load|show|appear|open|play)\w*~
failure: ~(?:no|zero|cant see (?:any )?|without) (?:new )?(?:posts|tweets|replies|timeline|content|
    feed)(?= (?:[.,?]|showing|loading|at all|anymore|visible|again|for)|$)
claim: ~(?:did|have|has|why did) (?:they|he|elon|musk|someone|somebody|you|u)(?: \w+)? (?:break|broke|broken|
    kill|killed|crash|crashed) §~
claim: ~§ (?:please|pls|plz|pleaseee*) (?:<1>)(?:work|load|come back|wake up)|~(?:please|pls) (?:<1>)(?:fix|
    unbreak) (?:<1>)§
claim: ~§ <3>(?:have|has|having) (?:a |some |big )?(?:problems?|issues?|trouble) (?:load|show|display|send|
    deliver|connect|with (?:load|imag|media|pict|vid|log|dm|serv))\w*
claim: ~(?:nothing (?:new )?(?:on|in) (?:my )?§ (?:timeline|feed|tl)|have a working §|§ (?:s )?search (?:<2>)
    (?:nothing|empty)|{PART} (?:are |is |just |still )*{NOT} (?:<1>)?{DO} (?:<1>)(?:on|in) (?:my )?§)~
failure: ~(?:degraded|reduced) (?:service|performance)|partial outage|major outage|connectivity (?:issues|
    problems)|spinner|just spins?|spins? forever|refreshing does nothing|nothing but errors?~
calm: ~(?:nope|nonsense|bullshit)~(?!(?:, )?(?:§|still))
claim: ^[^¤]* § users (?:<2>)(?:locked out|unable|cant (?:access|load|log|get|see|post|open|use|tweet|refresh|
    sign)|face|facing|hit by|report\w*)~
claim: {X}(?:<1>)(?:bugged|glitched|froze|crapped|conked|blanked|errored|timed|locked|spazzed) (?:out|up)~
claim: ~§ <3>(?:says?|shows?|gives?|giving|showing) (?:me |us )?(?:a |an |just |only )*(?:¤ )?(?:retry|
    [45]\d\d|error|try (?:again|reload\w*)|nothing|reload)~
claim: ~§ [^.¤]{0,60}, it s (?:just |now |totally |completely |so |still |again )?(?:down|broken|not loading)~
failure: ~let me (?:load|in|log in|post|scroll|refresh)(?: \w+){0,4}(?= [.?]| $)|it s down isn ?t it~
claim: ~(?:something|anything|smth) (?:\w+ )?(?:wrong|up|off|broken|weird|going on|happening) (?:with|at|
    on) § (?=.*\?|right|again|today|rn|now|at the|this|$)
claim: ~(?:that s|thats|there goes) § (?:gone|down|dead|off|again|for)~
claim: ^(?=[^¤]*§)(?!(?![^?]* (?:or|not|no) )[^?]* † (?:is |was |has |s )*(?:down|out|dead|slow|
    broken))(?![^?]*\b(?:how|best|account|(?:could|would)(?= §)|survive|people|policy|nazis?|why do|
    should)\b)[^¤]*\b(?:broken|down(?! (?:to|with|for [§¤]|bad))|not (?:working|loading)|isnt (?:working|
    loading)|error|errors|outage|offline|crash(?:ed|ing)|glitch\w*|blank|wont (?:load|open)|cant (?:load|open|
    log in|get on|see any)|unreachable|timing out|loading for|only (?:me|show|see)|slow and)\b[^¤]*\? $
failure: ~(?:error messages?|errors|glitch(?:ing|y)|lagging|laggy|buggy|unreachable|unavailable|(?:global|
    worldwide|major|massive|huge|nationwide|another) outage|outage (?:right now|in progress|again|here)|
    server issues|server error|connection error|network error|crashing|unresponsive)~
failure: ~(?:returns?|getting|gives?|shows?|throws?|throwing|get|got) (?:an? |me |us |just |only |
    nothing but )*(?:[45]\d\d|errors?)~
failure: ~(?:their|its|his|s|elon s) servers? (?:are |is |on |must be |have )*(?:down|dead|fire|melting|toast|
    crashed|died|overloaded|fried|struggling)~
never: ^(?![^†]*(?:thought|first|not|nope|isnt|or) )[^†]* † (?:(?:at|in|here) <3>)?(?:is |s |was |are |been |
    gone |keeps |went |seems |having |has |an |still |just |completely |so |really |super |very |today |
    again )*(?:down|dead|out|offline|dropping|cutting|crashed|broke|broken|outage|issues|gone|slow|died|
    not working|acting up|no (?:¤|signal|internet|service|data|connection|reception|battery)|terrible|awful|
    horrible|bad|crap|shit|garbage|trash)~
claim: ~§ (?:: |- )(?:<2>)(?:error|down|offline|broken|nothing|dead|5\d\d|timeout)~
claim: ~(?:check|tell me|see|know|knows|wonder\w*|tell) (?:if|whether) § (?:<1>)(?:works?|working|loads?|
    loading|is up|is ok|up)~
failure: ^ (?:still |again |so |all |completely |totally |and )*(?:{DOWN}|offline|broken|crashed|
    not loading) (?=<3>\?|[.]|$)
failure: ~(?:pulled the plug|tripped over (?:a|the) (?:cable|cord|plug)|unplugged)~
claim: ~how long (?:has|is|have) § (?:<1>)(?:been )?(?:down|out|offline|gone|broken|like this)|
    ~when (?:(?:will|is|does|s) §|§ will) (?:<2>)(?:back|up|fixed|work|working|return)~
claim: ~§ (?:still |app )*(?:isnt|is not|isn t|s not|not|still) (?:yet )?(?:not )?back(?! to)~
"""
