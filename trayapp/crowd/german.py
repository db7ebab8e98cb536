"""How people say in German that X is down, works, was down once, or would be: see grammar.py. Pure.

Umlauts are folded to plain vowels; who types "ae" for them is read as well.
"""

GRAMMAR = r"""
NEG = (?:nicht|nich|nit|net|ned|nimmer|nix|nichts|garnix|garnicht|garnichts|niemand|keiner|nid|nischt|weder|
    ueberhaupt nicht)(?= )
NO = keine?n? <2>(?:posts?|tweets?|beitra\w*|bild\w*|fotos?|videos?|antworten|nachrichten|benachrichtigungen|
    inhalte?|timelines?|seiten?|verbindung|kommentare|neuen|dms?|feeds?|daten|medien)
WORKS = (?:scrollt|scrollen|sendet|schickt|geht s|gehts|gehen|geht|lae?dt?|laden|ladet|laded|funktioniern?|
    funktioniert|funktionieren|funktionirt|lae?uft|laufen|off?net|oeffnet|oeffnen|offnen|startet|starten|
    reagiert|reagieren|antwortet|tut s|tut sich|tuts|tut|klappt|klappen|aktualisiert|aktualisieren|verbindet|
    erscheint|erscheinen|funzt|funzen|funkt|kommt|kommen|spielt|spielen|liefert|liefern|refresht|synct|
    passiert|bewegt sich|ruhrt sich|rueh?rt sich|angezeigt|geladen|gefunden|erreichbar|verfue?gbar|nutzbar|
    benutzbar|bedienbar|aufrufbar|zuganglich|abrufbar|online|tun|werden)
NOPE = (?:(?:auf|in|mit) keine[mnr] (?:gerae?te?n?|browser|†)(?= )|{NEG}(?! (?:gegen|nur|auf(?! (?:[.,?]|$))|
    um|weit|unter|als|so|ohne|darum|ernst|spurlos|lustig|mein|genug|schlecht|die|der|das|wirklich (?:um|auf)|
    immer|anders|jede\w*|in (?:die|den) (?:tute|frage)|mehr (?:gegen|auf|um|mein|so|wie))(?= ))|{NO})
ADV = (?:fue?r (?:alle|mich|uns|viele) |bei (?:mir|uns) und \w+ \w+ |den ganzen \w+ |in den letzten \w+ |
    auf (?:dem|meinem|der) \w+ |seit (?:dem|der) \w+ |(?!(?:ich|wir|er|sie|man|der|die|das|den|dem|ein|eine|
    kein|keine|mein|meine|meinen|meiner|haben|hat|unser\w*|nicht|nie|beim|fur|fuer|als|mit|ohne|wie|zur|vom|
    net|nich|geht|gehen|mir) )[^ §¤†✗‡.,?:%]+ ){0,4}
DOWN = (?:down(?! (?:to|for|fur|fuer|mit|syndrom|under))|downe|offline|kaputt|kaput|im eimer|
    im arsch(?! vorbei)|am arsch(?! vorbei)|fue?r n arsch|abgestue?rzt|ausgefallen|abgeschmiert|
    zusammengebrochen|eingebrochen(?= [.?]| $)|in (?:den|die) knien?|am boden|flach|lahmgelegt|lahm gelegt|
    gestoe?rt|ue?berlastet|eingefroren|verreckt|abgeraucht|abgekackt|abgekacktt?|hinue?ber|futsch|broken|
    komisch (?=[,?])|seltsam (?=[,?])|im koma|sense(?= |$)|auf eis|feierabend|aus dem rennen|ausser betrieb|
    defekt|gecrashe?d?t?|verbuggt|buggy|am spinnen|am abkacken|am rumspinnen|am sterben|am abschmieren|
    am arbeiten gehindert|unerreichbar|weggebrochen|tot gegangen|hin(?= [.,?]| $)|putt|karpott|broke|fratze|
    gefreezed|gefickt|gehackt|schrott|unbenutzbar|unbrauchbar|nicht zu gebrauchen|nicht benutzbar|
    nicht zu benutzen|eine katastrophe heute|am haken|am streiken|aus dem tritt|lahm(?! legen)|
    (?<!kommt § )langsam(?! (?:wieder|nervt|reichts|aber|besser|zuruck|beim|bei der|im (?:umgang|loschen)))|
    mega langsam|auf tilt|(?:mausetot|komplett tot|ganz tot|voll tot|total tot)|auf stoe?rung|zerschossen|
    am stocken|instabil|umgefallen|platt(?= [.,?]| $)|(?<=bleibt )(?:weiss|leer|schwarz|stumm)|blank|
    verschwunden|nicht (?:mehr )?(?:erreichbar|verfue?gbar|aufrufbar|nutzbar|da|online|abrufbar|zuganglich))
SPINS = (?:spinnt|(?:loggt|meldet) (?:mich|uns|alle|jeden) (?:<3>)(?:aus|ab)|fae?llt mitten im \w+ aus|
    steht still|weigert sich(?! ,(?! (?:<2>)zu (?:laden|offnen|oeffnen|starten|funktionieren|arbeiten|
    reagieren)~))|spackt|zickt rum|stirbt (?:schon |mal |gerade |grad )*(?:wieder|gerade|grad)|streikt|
    hae?ngt(?! (?:an|ab|davon|mir|von|auch nur|in der luft))|zickt|buggt|bugt|bockt|muckt|laggt|ruckelt|lahmt|
    schwae?chelt|stockt|hakt|klemmt|verreckt|verweigert (?:<2>)(?:den dienst|dienst|die verbindung|
    verbindungen)|crasht|kackt (?:<2>)ab|schmiert (?:<2>)ab|stue?rzt (?:(?:mir|standig|staendig|dauernd|immer|
    gerade|grad|bei|mir|schon|wieder|sofort|direkt|alle naselang|andauernd|nur|noch) ){0,4}ab|
    fae?llt (?:(?:standig|staendig|gerade|grad|schon|wieder|mal|jetzt|auch|noch|komplett|dauernd) ){0,4}aus|
    raucht (?:<2>)ab|muckt (?:<2>)rum|spinnt (?:<2>)rum|macht (?:<2>)(?:schlapp|zicken|mucken|faxen|probleme|
    aerger|arger|schwierigkeiten|die gratsche)|liegt (?:<3>)(?:am boden|flach|lahm|brach|darnieder|danieder|
    im koma)|gibt (?:<2>)den geist|friert (?:<2>)ein|abgeschmiert|abgestue?rzt|ausgefallen|abgekackt|
    braucht ewig|lae?dt (?:und lae?dt|ewig|endlos|sich tot|nur|zu tode|extrem)|schmeisst (?:<3>)(?:fehler|
    raus)|wirft (?:<3>)(?:fehler\w*|5\d\d|raus|aus)|kae?mpft (?:(?:<2>)mit|(?:gerade|grad|heute|
    schwer)(?= [.,]| $))|hat (?:<4>)(?:(?:die gratsche|schlapp) gemacht|aufgehort zu laden|schluckauf|
    aussetzer\w*|haenger|hanger|stoe?rung\w*|ausfall|ausfae?lle|\w*probleme|ladehemmung|schwierigkeiten|
    nen schaden|den geist|das zeitliche|den loffel|den loeffel|sich (?:<2>)(?:aufgehae?ngt|verabschiedet|
    weg\w+|zerlegt)|ein problem (?=[.,?]))|hats? (?:(?:es|s) )?(?:<3>)(?:zerlegt|zerrissen|zerschossen|
    erwischt|gehimmelt|zerbrost\w*|zerbroselt|weggehauen|umgehauen))
TROUBLE = (?:(?:login|anmelde\w*|log in) ?schleife|\w*stoe?rung(?:en)?|\w*ausfall|\w*ausfae?lle|\w*probleme|
    aussetzer\w*|serverfehler|fehlermeldung(?:en)?|fehler(?: ?\d+)?|schwierigkeiten|error|\w*totalausfall|
    ladefehler|beeintrae?chtigung\w*|downtime|outage|blackout)
PART = (?:bilder|fotos|videos|medien|dms?|direktnachrichten|nachrichten|pn|timelines?|tl|feed|startseite|
    suche|benachrichtigungen|mitteilungen|antworten|kommentare|posts?|tweets?|beitrae?ge|links?|spaces?|
    profile?|likes?|trends|listen|login|anmeldung|einloggen|hochladen|uploads?|gifs?|lesezeichen|
    vorschaubilder|drunterkommentare|drukos?|zitate|reposts|app|website|webseite|seite|alles|tweetdeck|push|
    notifications|replies|mentions)
SINCE = (?:seit \d+ (?:: \d+ )?(?:uhr )?|(?:schon )?den ganzen (?:tag|morgen|vormittag|nachmittag|abend) |
    (?:seit|schon|jetzt) (?:\w+ ){1,3}?(?:minuten?|min|stunden?|std|morgen|fruh|mittag|heute|eben) )
FETCH = (?:offnen|oeffnen|aufrufen|laden|erreichen|nutzen|benutzen|posten|schreiben|sehen|liken|hochladen|
    lesen|einloggen|anmelden|aktualisieren|twittern|tweeten|verwenden|abrufen|ansehen|anschauen|starten|
    teilen|antworten|absetzen|suchen|rein|drauf|zugreifen|laden|kommentieren|scrollen|verschicken|senden|
    abspielen|einsehen|finden|retweeten|uploaden)
YOU = (?:euch|dir|jemand\w*|irgend\w+|anderen|allen|sonst|noch|ihnen|wem|leuten|wen)

claim: ~✗~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: (?<! fur)(?<! fuer)(?<! auf)(?<! macht)(?<! machen) § (?:, )?(?:(?:ist|is|isch|isses|scheint|wirkt|
    liegt|bleibt|sind|war kurz|sei|ist ja|app|website|seite|server) ){0,3}(?:bei (?:mir|uns|allen|euch|dir|
    vielen) )?{ADV}{DOWN}~
claim: ~(?:ist|is|isch|sind|liegt) <2>(?<! auf )§ <5>(?:{DOWN}|tot|weg|leer|lahm)~
claim: ~(?:weil|dass|ob|da|seit|obwohl|nachdem|und) § <3>(?:{DOWN}|tot|weg) (?:ist|is|sind|war|hat|zu sein|
    sei)~
claim: (?<! von)(?<! aus)(?<! off) § (?:app |server |seite |mal |schon |wieder |gerade |grad |jetzt |
    komplett |auch |total |einfach |bei (?:mir|uns|vielen|allen) |hier |heute |aktuell |vollig |
    {SINCE}){0,4}(?:tot|weg|hin|leer) (?=(?:[?,.]|$|bei |seit |und |oder ))(?!, (?:es|lang) lebe)
claim: ~§ (?:ist|is) <2>(?:tot|weg|leer|gestorben|erledigt) (?=<4>\?|<2>(?:bei (?:mir|euch|uns|allen)|gerade|
    grad|aktuell|momentan|oder))
claim: ~§ (?:ist |is )?(?:bei (?:mir|uns) )?(?:jetzt |nun )?{SINCE}(?:tot|weg|leer)~
claim: ~§ (?:ist|is) (?:<1>)(?:wieder|gerade|grad|aktuell|momentan|schon wieder|jetzt|auf einmal|plotzlich|
    ploetzlich|komplett|bei (?:mir|uns)) (?:<1>)(?:tot|weg|leer|gestorben)~
claim: (?<! auf) § (?:<2>)(?:bei (?:mir|uns|euch|allen) )?(?:<2>){SPINS}~
claim: ~{SPINS} (?:da |hier |bei (?:euch|dir|uns|mir) )?(?:auch |nur |das |gerade )?§~
claim: ~(?:bei |auf )?§ <3>{WORKS} <5>{NOPE}
claim: ~{WORKS} <3>§ <4>{NOPE}
claim: ~{WORKS} (?:<2>)(?:{NEG}|{NO}) (?:<2>)(?:bei|auf|in|von|mit) §~
claim: ~§ <4>(?:{NEG}|{NO}) <3>(?:{WORKS}|rein|drauf)~(?!(?:gegen|um|mich|mir))
claim: ~(?:nichts|nix|gar nichts|gar nix|keine? \w+) <2>(?:{WORKS}|mehr) <3>(?:bei|auf|in) §~
claim: ~§ <6>[,:] (?:da |dort |es |hier |und |bei mir |seit \w+ )?(?:<2>)(?:nichts|nix|garnix|gar nichts|
    gar nix|nur (?:noch )?(?:fehler\w*|weiss\w*|leer\w*)|alles (?:leer|weiss|tot|schwarz)|weisse seite|
    leere seite|es kommt nur) (?:<2>)(?:{WORKS}|mehr|leer|weiss|[.,?])
claim: ~§ <6>(?:weisse?[rn]? (?:seite|bildschirm)|leere (?:seite|timeline)|schwarze\w* bildschirm|
    fehlermeldung\w*|5\d\d|timeout|zeitue?berschreitung|rae?dchen|ladekreis\w*|ladebalken|error)~
claim: ~(?:nur|immer|nur noch|staendig|standig|kommt|bekomme|krieg\w*|kriege|zeigt|dauernd|seit \w+|mit|
    ein) (?:<3>)(?:fehler\w*|5\d\d|weisse seite|leere seite|error) (?:<4>)(?:bei|auf|von|in|an|wenn ich) §~
claim: ~(?:fehler\w*|error|code|http) (?:\d\d\d )?(?:<2>)(?:bei|auf|von|wenn ich|beim) (?:<2>)§~
claim: ~komm\w* (?:<6>)(?:{NEG}|keiner|niemand|kaum) (?:<3>)(?:auf|zu|in|bei|an) (?:mein )?§(?! (?:klar|
    zurecht|aus))
claim: ~komm\w* (?:<5>)(?:bei|auf|in) § (?:<4>)(?:nicht|net|nich|nimmer|nix)~
claim: ~komm\w* (?:ihr|jemand|noch|noch wer|man|noch jemand|wer|sonst wer|du) (?:<3>)(?:auf|in|bei|
    an) §~(?!klar)
claim: ~(?:kann|konnen|koennen|kannst|krieg|kriege|bekomm\w*|konnt|koennt|kriegt) (?:<4>)(?:auf |
    bei )?§ (?:<4>)(?:{NEG}|keine?n?|kaum) (?:<3>){FETCH}~
claim: ~(?:auf|bei|in) § (?:<2>)(?:kann|konnen|koennen|lae?sst|lassen|geht|will) (?:<4>)(?:{NEG}|keine?n?|
    kaum) (?:<3>){FETCH}
claim: ~(?:kann|konnen|koennen|lae?sst|kannst) (?:<4>)(?:{NEG}|keine?n?) (?:<2>)(?:auf|bei|in|zu) § (?:<2>)
    (?:{FETCH}|zugreifen)
claim: ~§ lae?sst (?:mich|uns|einen|niemand\w*|keinen|mi|dich) (?:<3>)(?:rein|drauf|einloggen|anmelden|posten|
    schreiben|laden|antworten|liken|hochladen|ran|nix|nichts)~
claim: ~§ (?:will|mag) (?:<2>)(?:nicht|nimmer|net|nich) (?=(?:heute|mehr|laden|so recht|so richtig|wie ich|
    [.,?]|$))
claim: ~§ (?:{PART} )?(?:zeigt|zeigen) (?:<3>)(?:nichts|nix|{NO})(?! (?:<2>)(?:offentlich|oeffentlich))
claim: ~§ (?:lae?sst|will) (?:<4>){NEG} (?:<2>)(?:offnen|oeffnen|laden|aufrufen|rein|einloggen|anmelden|
    starten)
claim: ~(?:lae?sst|lassen) (?:sich )?(?:<1>)§ (?:sich )?(?:<3>){NEG}~
claim: ~(?:bei|mit|auf|von|in|gegen|beim zugriff auf|zugriff auf) § <4>(?:gibt s|gibts|gibt es|gibt|hat|haben|
    sind|ist|kommt|kommen|herrsch\w*|besteh\w*|treten|liegt|gerade|schon wieder|wieder|eine|massiv\w*|
    aktuell)? ?(?:<4>){TROUBLE}(?! (?:behoben|mehr|mit|gelost|war|waren|vom|von gestern))~
claim: (?<!¤) {TROUBLE} (?:(?!mit )\w+ ){0,2}(?:bei|mit|auf|von|an|beim|fur|fuer|im|in|
    beim zugriff auf) (?:<2>)§(?! (?:dauerte|hielt|lasst nach|behoben|gelost|war|waren|vorbei|seit 20\d\d|
    ist (?:behoben|vorbei|gelost)|sind (?:behoben|vorbei)))~
claim: ~§ (?:server ?)?{TROUBLE}~(?!(?:behoben|over|war|waren|von gestern|gestern|vom|am (?:mon|dien|mitt|don|
    frei|sam|son)\w+|ist (?:behoben|vorbei)|geklart|vorbei|vorueber|voruber))
claim: ~§ (?:<3>)(?:meldet|melden|zeigt|bringt|spuckt|wirft|liefert|gibt|sagt|schmeisst|hat|haben|
    kommt) (?:<4>)(?:{TROUBLE}|5\d\d(?! (?:mil\w*|mio|nutzer|leute|euro|mitarbeiter)~)|schief|leere?n?|
    weisse?n?|fehler\w*)(?! (?:behoben|mit (?:hass|nazi|bots|rechts|spam)\w*|gemacht|begangen))~
claim: ~schief ?(?:gelaufen|gegangen|lief|ging)(?: ist)? (?:<4>)(?:auf|bei|von|in|sagt|dank\w*|meint) §|
    § <6>(?:, )?<5>schief ?(?:gelaufen|gegangen|laeuft|lauft|ging)
claim: ~(?:nutzer\w*|user|tausende|viele|hunderte|zehntausende|meldungen|allestoe?rungen|
    stoe?rungsmeldungen) (?:<8>)§ (?:<3>)(?:down|nicht|{TROUBLE}|offline|kaputt|ausgefallen)~
claim: ~(?:meldungen|beschwerden|berichte|stoe?rungsmeldungen) (?:<3>)(?:zu|fue?r|uber|ueber|von|bei|wegen) §~
claim: ~§ (?:<2>)(?:down )?(?:: |, )?(?:<2>)(?:nutzer\w*|tausende|user|viele) (?:<3>)(?:melden|berichten|
    klagen|beklagen|beschweren)~
claim: ~§ (?:<3>)(?:von|mit) (?:<3>){TROUBLE} (?:betroffen|geplagt|konfrontiert|lahmgelegt)
claim: ~{TROUBLE} (?:<2>)(?:legt|trifft|plagt|lahmt|erwischt|sorgt) (?:<3>)§~
claim: ~(?:elon|musk|er|jemand|die) (?:hat|ham|haben) (?:<2>)§ (?:<2>)(?:kaputt ?gemacht|geschrottet|
    kaputt ?gespielt|abgeschossen|zerschossen|abgeschaltet|gekillt) (?=(?:, )?<3>(?:nichts|nix|schon wieder|
    gerade|jetzt|wieder))
claim: ~(?:elon|musk|er|jemand) (?:hat|ham) (?:<1>)(?:schon wieder|wieder|mal wieder|gerade|jetzt) § (?:<2>)
    (?:kaputt ?gemacht|geschrottet|abgeschossen|zerschossen|kaputt)
claim: ~(?:immer noch|noch immer|weiterhin|wieder|schon wieder) kein §~
claim: ~nur (?:bei |auf )?§ (?:<1>)(?:{NEG}|mal wieder {NEG})~
claim: ~(?:alles|andere \w+|rest) (?:<3>)(?:ausser|nur|bis auf) §~
claim: ~(?:hat|habt|haben|hast|gibt s|gibts|gibt es|hatte|gab s) (?:<5>)(?:{TROUBLE}|aerger|arger|
    schwierigkeiten|ein problem) (?:bei|mit|auf|von|beim) (?:<1>)§~
claim: ~(?:bei|mit) § (?:<3>)(?:{TROUBLE}|was kaputt|was los|etwas kaputt|was nicht|irgendwas|tote hose)~
claim: ~(?:lae?dt|geht|geht s|gehts|funktioniert|lae?uft|tut|funzt|klappt|off?net|reagiert|tuts|
    kommt) (?:<4>)(?:bei |fur |fuer )?(?:<1>){YOU} (?:<3>)§ (?:<3>)(?:\?|$)|~(?:lae?dt|geht|funktioniert|
    lae?uft|tut|funzt|klappt|off?net|reagiert) § (?:<3>)(?:bei |fur |fuer |grad |gerade |heute |derzeit |
    aktuell |momentan )(?:<3>)\?
claim: ~(?:lae?dt|geht|funktioniert|lae?uft|tut|funzt|klappt|off?net) § (?:<2>)(?:bei (?:euch|dir|jemand\w*|
    irgendwem|wem|anderen|ihnen)|noch)~
claim: ~§ (?:bei |fur |fuer )(?:<1>)(?:euch|dir|jemand\w*) (?:<3>)(?:auch|noch|ok|okay|down|tot|lahm|leer|
    normal|{WORKS})~
claim: ~was (?:ist|is|war|stimmt|geht|lauft|laeuft|hat) (?:<3>)(?:mit|bei) (?:<1>)§ (?:<2>)(?:los|\?|nicht|
    schon wieder|passiert|kaputt|falsch|gerade|grad)~
claim: ~was (?:ist|is) (?:<3>)los (?:<2>)(?:mit|bei|auf) §~
claim: ~(?:hat|macht) (?:<1>)§ (?:<3>)(?:schluckauf|aussetzer\w*|hanger|haenger|{TROUBLE}|das zeitliche|
    den lo?e?ffel|schlapp|zicken|mucken|sich aufgehae?ngt|den geist)~
claim: ~(?:krieg|kriege|kriegt|bekommt|bekomm|bekomme|habt|hast) (?:<2>)§ (?:<3>)(?:auf|geladen|offen)~
claim: ~§ <3>(?:rausgeworfen|rausgeschmissen|ausgeloggt|abgemeldet) (?:<5>)(?:nicht|nimmer|nich|net|staendig|
    standig|dauernd|wieder|rein)~
claim: ~mach\w* (?:<1>)§ (?:<1>)wieder an~
claim: ~was hat § (?:denn |nur |schon wieder |gerade |grad |heute |jetzt ){1,3}
claim: ~(?:ist|sind|wird|bleibt) (?:<1>)(?:bei|auf) § (?:<3>)(?:alles|nur|die timeline|gerade alles) (?:<3>)
    (?:leer|weiss|tot|still|schwarz|kaputt|down|weg)~
claim: ~(?:liegt s|liegts|liegt (?:es|das)|nur ich|bin ich|nur bei mir|an mir|bei mir|
    mein \w+) (?:<4>)oder (?:<4>)§~
claim: ~§ (?:<3>)(?:langsam|lahm|kaputt|down|tot|weg|leer|nicht|komisch|{SPINS}) (?:<2>)oder (?:<1>)(?:liegt|
    nur|bin|ist das nur|bei mir|ich|mein)~
claim: ~{PART} (?:<1>)(?:auf|bei|von|in|bei|aus) § (?:<3>)(?:{WORKS}|brechen|schlag\w*|schlae?gt|fehl\w*|
    hang\w*|haeng\w*|weg|verschwunden|kaputt|down|buggen|spinnen|spinnt) (?:<5>)(?:{NOPE}|ab|fehl|aus|weg|
    leer|tot|kaputt)?
claim: ^[^¤]* (?:timeline|tl|dms?|tweets|direktnachrichten|tweetdeck) (?:<2>)(?:{WORKS}) (?:<3>)
    (?:{NOPE})[^¤]*$
claim: ~§ (?:<2>)(?:{PART}) (?:<2>)(?:{WORKS}|hang\w*|haeng\w*|spinn\w*|kaputt|down|weg|tot|leer) (?:<3>)
    (?:{NOPE}|[.,?]|$)
claim: ~(?:{PART}) (?:<2>)(?:bei|auf|in|von) § (?:<2>)(?:ist |sind )?(?:eingefroren|kaputt|down|weg|tot|leer|
    hangt|haengt|hangen|haengen|spinnen|spinnt|gestort|verschwunden)~
claim: ~(?:auf|bei) § (?:<3>)(?:schlagt|schlaegt|schlagen|brechen|bricht) (?:<3>)(?:fehl|ab|zusammen|ein)~
claim: ~(?:seit|schon) (?:<5>)(?:kein|keine?n?) (?:<2>)(?:zugriff|zugang|verbindung) (?:<2>)(?:auf|zu|bei|
    mit) §~
claim: ~kein(?:e|en)? (?:<1>)(?:zugriff|zugang|verbindung) (?:<2>)(?:auf|zu|bei|mit) §~
claim: ~(?:einzige\w*|noch jemand|sonst jemand|noch wer|jemand) (?:<1>)(?:, )?(?:<4>)
    (?:bei )?(?:<2>)§ (?:<4>)(?:{NEG}|{DOWN}|{TROUBLE}|spinnt|hae?ngt|weg|leer|tot)~
claim: ~(?:einzige\w*|noch jemand|sonst jemand|noch wer|jemand|wer) (?:<4>)(?:ohne|kein|keinen|stress mit|
    aerger mit|probleme mit|theater mit) §~
claim: ~(?:war|lief|ging) (?:<3>)(?:eben|gerade|grad|vorhin|bis eben|kurz) (?:<4>)(?:jetzt|nun) (?:<2>)
    (?:nicht|wieder|tot|weg|down)

calm: ~§ (?:<3>)(?:ist|is|war|sind|scheint|jetzt|nun|endlich|seit) (?:(?!nicht |nich |net |noch nicht |
    nie )[^ §¤†✗‡.,?:%]+ ){0,4}wieder (?:<1>)(?:da|zurue?ck|online|on|up|oben|erreichbar|verfue?gbar|normal|
    in ordnung|flott|live|ok|fit|am leben|back|hergestellt|stabil|lebendig|aufgetaucht|voll)(?! (?:weg|\?))~
calm: ~§ (?:<3>)(?:geht|lae?uft|lae?dt|ladt|funktioniert|tut|klappt|funzt|reagiert|lebt|
    tuts) (?:<3>)wieder (?!(?:<2>)(?:nicht|net|nich|ned|nix|nichts|hoch her|kein\w*|nur|rum)~)
calm: ~(?:geht|lae?uft|lae?dt|laden|funktioniert|tut|klappt|funzt|gehen|geht s|gehts|
    alles) (?:<3>)wieder (?!(?:<2>)(?:nicht|net|nich|ned|nix|nichts|hoch her|kein\w*|nur|gar|los|down|weg|
    kaputt|tot|\?)~)
calm: (?<! nicht)(?<! nich)(?<! net) (?:wieder da|zurueck|wieder zurue?ck|behoben|gelost|geloest|gefixt|
    repariert|entwarnung|ueberstanden|uberstanden|vorbei|wieder alles gut|wieder ok)(?! \?)~
calm: ~§ (?:<1>)(?:geht|lae?uft|lae?dt|funktioniert|tut|funzt|klappt|ist) (?:<2>)(?:bei (?:mir|uns)|hier|
    ganz normal|normal|einwandfrei|problemlos|ohne probleme|prima|super|wunderbar|tadellos|wie immer|bestens|
    gut|doch|wie gewohnt|perfekt|reibungslos|wie geschmiert|fehlerfrei|stabil)~(?!(?:<4>)(?:nicht|net|nich|
    ned|nix|nichts|kein\w*|down|kaputt|weg|tot|leer|auch nicht|gar|offline)~)
calm: ~§ (?:lae?uft|geht|funktioniert|lae?dt)(?= [.,]| $| bei mir[.,])
calm: ~(?:bei mir|bei uns|hier|hierzulande|mir) (?:<2>)(?:geht|lae?uft|lae?dt|ladt|funktioniert|tut|klappt|
    funzt|gehts|gehen|laden|ist) (?:<4>)(?!(?:<4>)(?:nicht|net|nich|ned|nix|nichts|kein\w*|auch nicht|gar|weg|
    kaputt|down|tot|leer)~)(?:alles|normal|ganz|einwandfrei|problemlos|prima|super|noch|wunderbar|doch|es|
    bestens|tadellos|gut|§)~(?!(?:<4>)(?:nicht|net|nich|ned|nix|nichts|kein\w*|gar|down|weg|kaputt|tot|leer|
    offline)~)
calm: ~(?:keine?r?|keinerlei|noch nie|nie|ohne|null|niemand) (?:<3>){TROUBLE} (?:<2>)(?:bei|mit|auf|hier|in|
    an|zu)~
calm: ~(?:mit|bei|auf) § (?:<3>)(?:keine|kein|keiner|keinerlei|nie|null|niemand) (?:<2>){TROUBLE}~
calm: ~§ (?:<2>)(?:ist|is|sei|war|scheint) (?:<3>)(?:nicht|net|nich|ned|keineswegs|nie) (?:<1>)(?:down|kaputt|
    offline|tot|weg|ausgefallen|abgestue?rzt|gestoe?rt|hin)~
calm: ~(?:ist|is) § (?:<2>)(?:nicht|net|nich) (?:<1>)(?:down|kaputt|offline|tot|weg|ausgefallen)~
calm: ~(?:liegt|liegts|liegt s) (?:wohl |eher |vermutlich |bestimmt |sicher |nur |doch |also )*(?:an|
    bei) (?:dein\w*|eur\w*|ihr\w*|dir|†|deim)~(?!(?:oder|\?))
calm: ~(?:starte?|boote?|prue?fe?|check\w*|schau) (?:<2>)(?:dein\w*|euer\w*|eure\w*|†)

not now: ~(?:(?<!seit )gestern|vorgestern|neulich|kuerzlich|kurzlich|(?<!seit )letzte[nrsm]? (?:woche|nacht|
    jahr|monat|mal|sommer|winter|\w+tag|jahres|fruhjahr|ausfall|stoe?rung)|vorige\w*|vergangene[nrs]?|damals|
    frue?her|einst|wisst ihr noch|weisst du noch|erinner\w*|weiss noch|vor (?:einem|einer|zwei|drei|vier|
    ein paar|wenigen|\d+|einigen|vielen) (?:jahr\w*|tag\w*|woche\w*|monat\w*)|(?:19|20)\d\d|
    am (?:vor)?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende)|(?:montag|dienstag|
    mittwoch|donnerstag|freitag|samstag|sonntag)s?|im (?:januar|februar|marz|april|mai|juni|juli|august|
    september|oktober|november|dezember)|\d+ (?:januar|februar|marz|april|mai|juni|juli|august|september|
    oktober|november|dezember)|das erste mal|jemals|seinerzeit|jahrestag|tage ohne|zeiten|verschlafen|dauerte|
    dauerten|hielt an|rueckblick|ruckblick|nostalg\w*|heute vor)~
not now: ~(?:bei |auf )?§ (?:<1>)(?:war|waren|hatte|hatten|ging|gingen|lief|lud|fiel|fielen|wurde|streikte|
    crashte|spann|funktionierte|hing|lag)~(?!(?:kurz (?:wieder )?da|eben|gerade|grad|noch|doch|schon|
    bis))(?![^.?]{0,60} (?:immer noch|noch immer) nicht~)
not now: ~(?:war|waren|(?<!als )hatten?|ging|fiel|lief|als(?! (?:ob|ware|waere|hatte|haette|wurde|wuerde|
    einzige\w*)~)|nachdem|bevor|wahrend|waehrend) (?:<3>)§ (?!(?:kaputt oder))
not now: ~(?:ausfiel|abschmierte|abstue?rzte|lahmlag|streikte|zusammenbrach|ausgefallen war|down war|
    kaputt war|war\w*)~(?:$|[.,?])
not now: ~(?:nach|seit|wae?hrend|bei|trotz|vor|ursache|ursachen|grund|grue?nde|folge\w*|wegen|hinter|
    analyse) (?:<2>)(?:der|dem|des|den|dieser|jener) (?:<2>)§ (?:<1>){TROUBLE}
not now: ~(?:wenn(?! (?:ich|man|du) )|falls|sobald(?! (?:ich|man) )|wann immer|sollte|angenommen|stellt euch|
    stell dir|stellen sie|irgendwann|wue?nschte|wue?nsche|wunsch|hoffe|hoffentlich|hofft|wue?rde|
    (?<!als )wae?re|kon?nte bald|koennte bald|was wae?re|eines tages|wollte|bevor|bis|immer wenn|
    wird(?! § <4>nicht (?:geladen|angezeigt)~)|werden wir|nie) (?:<6>)[§✗]
not now: ~§ (?:<4>)(?:wue?rde|wae?re|wird|sollte|bald|konnte|koennte|demnachst|demnaechst|irgendwann|morgen|
    eines tages) (?:<6>)(?:down|weg|kaputt|ausfallen|sterben|tot|gehen|pleite|abschmieren|dicht\w*|offline|
    abgeschaltet|crashen|abstue?rzen)
not now: ~(?:oft|hae?ufig|regelmassig|wie oft|so prue?fen|prue?fen sie|pruefen sie|was tun|was (?:sie|du|
    man) tun|so (?:merken|erfahren)|ursache\w*|hintergrue?nde|tipps|analyse|geschichte|erklae?rt|sofort wenn|
    merken sie|benachrichtig\w* sie|alarm|testen|monitor\w*|verpassen|jetzt testen|kostenlos|anbieter|
    newsletter|chronik|liste aller|was steckt|darum|so lange dauerte|warum (?:<6>)(?:ausfiel\w*|war|waren|
    fallen|fallt|faellt|gehen))~
not now: ~(?:%|prozent|aktien?\w*|umsatz\w*|werbe\w*|nutzerzahl\w*|kurs|minus|boe?rse\w*|anleger\w*|
    quartal\w*|milliarden?|bewertung|wert|reichweiten?|einnahmen|mitarbeiter\w*|followerzahl\w*|klicks|
    traffic|interaktion\w*)~
not now: ~(?:bots|spam\w*|trollen?|\w*werbung|unbenutzbar (?:vor|wegen|dank|durch|mit)|was (?:<1>)(?:beim|
    bei dem) (?:<2>)§|behoben\w*)~
not now: ~(?:\w*moderation|ironie|satire|humor|sarkasmus|(?:diskussion\w*|debatten?|dialog) (?:<2>)(?:auf|bei|
    in) §|auf § (?:<3>)(?:diskussion\w*|debatten?|dialog)|kommunikation|marketing|geschae?ftsmodell|
    faktenchecks?|meldefunktion|melde\w*system|jugendschutz)~
not now: ~(?:debattenort\w*|debattenkultur|debattenraum|gesellschaft\w*|moral\w*|fue?r mich (?:gestorben|tot|
    erledigt)|es lebe|algorithm\w*|hass\w*|nazis?|unertrae?glich|niveau|diskurs\w*|demokratie|politisch\w*|
    wae?hlergunst|umfragen?|als (?:nachrichtenquelle|quelle|netzwerk|plattform|ort|werkzeug|medium)|
    nur noch (?:rechte|nazis|trolle|bots|hetze)|raus (?:bei|aus|von)|wutbeitrae?ge|mich kaputt|schon lange|
    laengst|langst|kulturell|ideologisch|community|zivilisiert\w*|meinungsfreiheit|rechtsextrem\w*|fediverse|
    den bach|seit musk|seit elon|seit der uebernahme|seit der ubernahme|seelisch|mental|gute laune|
    stimmung\w*|wenn ihr mich fragt)~
not now: ~(?:blockiert (?:mich|sie|er)|passwort vergessen|gelo?scht|geloescht|deinstalliert|abgemeldet|
    account|entsperr\w*|gekue?ndigt|suspendiert|verlassen|raus hier)~
not now: ~(?:geht|gehen|ging) (?:<2>)(?:auf die nerven|gegen|um (?:die|das|den)|zu weit|es (?:um|nicht um|
    wieder hoch)|auf den (?:sack|keks|geist)|viral)~
not now: ~down (?:to|fur|fuer|for|mit) §|fur § down|down to earth|sagt der|mathe\w*|gleichung
failure: ~(?:nichts|nix|garnix|gar nichts|gar nix|nada) (?:<3>)(?:lae?dt|laedt|geht|funktioniert|geladen|
    zu sehen|mehr an|passiert|aktualisiert|angezeigt|lauft|laeuft|tut sich|reagiert|klappt|kommt)
    (?: mehr)?~(?!(?:um|uber|ueber|gegen|davon))
failure: ~(?:seite|app|timeline|feed|server|bilder|videos|tweets|posts|beitrae?ge|antworten|dms|suche|website|
    webseite|startseite|es|alles) (?:<4>)(?:lae?dt|laden|gehen|geht|antworte\w*|reagier\w*|funktionier\w*|
    kommen|kommt|erscheinen|off?net|oeffnet|aktualisiert) (?:<3>)(?:nicht|net|nich|nix|nichts|gar nicht|
    nimmer|keine)~(?!(?:um|gegen|auf|mehr so|nur))
failure: ~(?:lae?dt|geht|laden|gehen|funktioniert|kommt|zeigt|tut sich|reagiert) (?:<2>)(?:gar |einfach |
    ueberhaupt |uberhaupt )?(?:nichts|nix|nicht mehr|nicht|net)(?= (?:mehr|[.,?])| $)
failure: ~(?:weisse?r?|leere?r?|schwarze?r?) (?:seite|bildschirm|timeline|feed)|ladekreis\w*|rae?dchen|
    ladebalken|fehlermeldung\w*|fehler ?code|fehler \d\d\d|5\d\d(?:er)? ?(?:fehler|error)|
    zeitue?berschreitung|timeout|bad gateway~
failure: (?<! kein)(?<! keine)(?<! ohne)(?<! keinen) (?:grosstoe?rung|grossstoe?rung|totalausfall|
    serverausfall|serverprobleme|ladeprobleme|verbindungsprobleme|stoe?rung|stoe?rungen|ausfall|
    allestoe?rungen(?! (?:zeigt|meldet|sagt|hat) (?:nichts|nix|keine|gar nichts))|komplettausfall|
    netzwerkfehler|serverfehler|ladefehler|anzeigefehler|unerreichbar|nicht erreichbar|ueberlastet|uberlastet|
    abgeschmiert|unbenutzbar|lahmgelegt)~(?!(?:in (?!deutschland|europa|ganz|der|osterreich|oesterreich)|am|
    beim|von (?!§)|behoben|vorbei|war|beendet|ist (?:behoben|vorbei)))
failure: ~(?:bei (?:euch|dir|jemand\w*|irgend\w+)) (?:<3>)(?:auch|ebenfalls|genauso|noch) (?:<4>)(?:nicht|nix|
    nichts|so|leer|weiss|down|kaputt|weg|tot|lahm|langsam|nur|fehler\w*)~
failure: ~(?:nur|bloss) (?:bei mir|ich) (?:<3>)\?|(?:alles|timeline|feed|seite) (?:<2>)(?:weg|leer|weiss|tot|
    schwarz|down)(?= [.,?]| $)
failure: ~(?:staendig|standig|dauernd|immer wieder|andauernd) (?:<2>)(?:abgemeldet|ausgeloggt|rausgeworfen|
    fehler\w*|raus|abstue?rz\w*|stue?rzt ab)~
failure: ~(?:braucht|dauert|lae?dt|laden|brauchen) (?:<2>)(?:ewig|endlos|minuten|eine ewigkeit|jahre|stunden)~
not now: ~§ (?:geht|gehen) mir~|~geht § mir~|§ hat (?:<3>)(?:nicht|nichts) (?:<1>)funktioniert|
    ~ausfall (?:verpasst|verschlafen)
never: ~(?:gesperrt\w*|passwort vergessen|gehackt|2fa|verifizier\w*|handynummer|mein konto)~
calm: ~§ (?:<1>)(?:hat|hatte|macht) (?:<2>)(?:keine?|keinerlei|nie|null) (?:<2>){TROUBLE}~
claim: ~was (?:<5>)mit § (?:<2>)(?:los|passiert|ist)~
failure: ~(?:versuche?s?|probiere?|versuch s|versuchen sie) (?:es )?(?:erneut|nochmal|noch einmal|spater|
    spaeter)~
claim: ~§ (?:ist|is) (?:<1>)aus(?= [.,?]| $)
failure: ~(?:jetzt|nun|und|erneut|seitdem) (?:<2>)(?:ist|is|geht|liegt) (?:es|sie|er|das) (?:<3>){DOWN}~
not now: ~(?:in (?:china|russland|iran|nordkorea|belarus)|im iran|wie immer|offentlich|oeffentlich|gesetz\w*|
    behoe?rden?|kommission|presse\w*)~
calm: ~(?:quatsch|unsinn|bloe?dsinn)~
claim: ~(?:sehe|seh|sieht|bekomme|zeigt|kriege) (?:<1>)(?:(?:auf|bei|in) )?§ (?:<3>)nur (?:noch )?(?:alte|
    uralte)~
claim: ~(?:{PART}|{FETCH}|zugriff|zugang|aufruf) (?:bei|auf|zu|von|in) § (?:<2>)(?:nicht|kaum) (?:<1>)moglich~
claim: ~(?:sehe|seh|sieht|bekomme|bekomm|kriege|krieg|erhalte) (?:<2>)(?:auf|bei|
    in) § (?:<4>)(?:nichts(?! (?!neues)\w+es~)|nix|{NO})
claim: ~(?:sieht so aus|scheint|sieht aus|wirkt|offenbar|anscheinend|klingt) (?:<1>)
    (?:, )?(?:so )?als (?:ob )?(?:hatte|haette|ware|waere|wurde) § (?:<3>)(?:{DOWN}|ein problem|{TROUBLE}|tot|
    weg|spinnen|streiken)~
failure: ~(?:kringel|kreisel|dreht sich (?:nur |bloss )?im kreis|ladesymbol|buffering|ladeanimation)~
claim: ~(?:stue?rzt|stuerzt|kackt|schmiert|raucht|fae?llt) (?:<1>)§ (?:app |server )?(?:<3>)(?:ab|aus)~
claim: ~(?:brennt|brennen) (?:bei |die |wieder ){0,2}§ (?:<3>)(?:server|bude|hutte|rechenzentrum)
claim: ~§ (?:<4>)(?:nur )?(?:wiederholen|retry|versuche es erneut|erneut versuchen|neu laden)~
claim: ~(?:boah|ach|komm|man|los|bitte|hey) (?:, )?§ (?:, )?(?:lad|lade|geh|funktionier\w*) (?:doch|endlich|
    jetzt|bitte|halt)
failure: ~(?:bei mir|hier) (?:<3>)(?:nix|nichts|auch nicht|gar nichts|auch nix)(?= [.,?]| $)
not now: ~(?:nach dem|nach der|seit dem|trotz) (?:<1>)(?:ausfall|stoe?rung)|ohne (?:konto|account|login|
    anmeldung|einloggen|abo)~
never: ~(?:trendet|trenden|trends?|und damit meine ich|gefae?lscht\w*|fake)~
claim: ~(?:niemand|keiner|kein mensch) (?:kann|kommt|konnte) (?:<4>)(?:auf|bei|in) § (?:<3>)(?:{FETCH}|rein|
    drauf)?~
claim: ~(?:probleme|schwierigkeiten|mue?he|aerger|aa?rger) (?:, )?(?:<1>)§ (?:<1>)zu (?:{FETCH}|laden)~
claim: ~(?:scheint|gibt s|gibts|gibt es|besteht|muss|dueft?e|wohl) (?:<3>)(?:problem|stoe?rung) (?:mit|bei|
    auf) §~
claim: ~(?:seh|sehe|sieht|seht|krieg|kriegt|bekomm|bekomme|bekommt) (?:<2>)(?:{NO}|nichts|nix) (?:<2>)(?:auf|
    bei|in|von) §~
claim: ~(?:kann|krieg|kriege|bekomm|bekomme|sehe?|konnen|koennen|lade|habe?) (?:<2>)keine (?:<1>)(?:tweets|
    timeline)~(?!gel)
claim: ~stimmt (?:<2>)(?:was|irgendwas|etwas) (?:<1>)(?:mit|bei) § (?:<2>)nicht|~(?:was|irgendwas|
    etwas) (?:<1>)(?:mit|bei) § (?:<2>)(?:nicht|faul|kaputt|im argen)
claim: ^(?=[^¤]*§)(?![^?]*(?:†|\b(?:wie|sollte|(?:konnte|koennte|wurde|wuerde)(?= §)|nazi\w*|account|konto|
    warum macht|oft)\b))[^¤]*\b(?:kaputt|down(?! (?:fur|fuer|mit|to))|offline|stoe?rung\w*|ausfall|fehler\w*|
    spinnt|lahm|haengt|hangt|weisse?r?|leer|alte (?:posts|tweets|beitrae?ge)|lae?dt|laden|erreichbar|
    serverprobleme|timeout)\b[^¤]*\? $
failure: ~(?:ins leere|(?:die|deren|ihre) server (?:<1>)(?:tot|down|weg|brennen|weg|platt|abgeraucht|
    ueberlastet|uberlastet)|fehlerhaft|verbindungsfehler|keine verbindung|laden (?:<1>)(?:nicht|ewig))~
never: ^(?![^†]*(?:dachte|erst|nicht|nein|oder|ob) )[^†]* † (?:(?:im|in|hier) <2>)?(?:ist |is |war |hat |
    macht |geht |funktioniert )*(?:<2>)(?:down|lahm|(?<=geht )nicht|(?<=funktioniert )nicht|spinnt|bricht|
    kaputt|weg|tot|ausgefallen|lahmt|langsam|gestort|zickt|streikt|offline|faellt|fallt|mies|schlecht|grottig|
    miserabel|stoe?rung)~
never: ~(?:so (?:nicht|geht das)|geht (?:ja |so |mal )*(?:gar )?nicht , (?:was|dass|wie|wenn))~
calm: ~allestoe?rungen (?:<1>)(?:zeigt|meldet|sagt|hat) (?:nichts|nix|gar nichts|keine?)~
calm: ~§ (?:nach (?:<2>)(?:ausfall|storung|stoerung) )?(?:jetzt |endlich |nun )?wieder (?:da|online|zurue?ck|
    erreichbar|verfue?gbar|normal)(?! (?:nicht|weg))~
failure: ~(?:es|app|seite) (?:hae?ngt|spinnt|buggt|laggt|ruckelt|crasht) (?:einfach |nur |halt |
    wieder )*(?=[.,?]|$)
claim: ~§ scheint (?:<8>){DOWN} zu sein~
claim: ~§ zeigt (?:<4>)nicht(?: mehr)? an~
claim: ~wer hat (?:<1>)§ (?:<1>)(?:aus|ab|kaputt)\w*~
claim: ~(?:kann|konnt|konnen|koennt) (?:<3>)§ (?:<3>){FETCH} \?
claim: ~§ (?:<4>)(?:neu geladen|aktualisiert|geoff?net) (?:, )?(?:immer noch |trotzdem |und )*(?:nichts|nix)~
claim: ~warte\w* (?:<3>), dass § wieder~
not now: ~auf § antwortet (?:mir )?(?:keiner|niemand)|~(?:den|beim|zum|vom) (?:<1>)§ ausfall~
aside: ~(?:lese?|liest|las|schreib\w*|schrieb\w*|steht|gesehen|gelesen|frag\w*|sag\w*|meint|melde\w*|motz\w*|
    schimpf\w*|beschwer\w*|folgt?|folge|gucke?|schaue?|erfahr\w*|erinnert|post|link|support|video|
    laut) (?:<3>)(?:(?:auf|bei|via|in) )?§(?= [.,?]| $| ta)
aside: ~(?:gucke?|schaue?|lese?|frage?|poste) (?:<4>)(?:auf )?§~|~§ (?:tobt|kocht|lacht|dreht durch|feiert)~|
    ~auf § antwortet~
claim: ~allestoe?rungen (?:<1>)(?:meldet|zeigt|listet|meldungen) (?:<3>)§~
not now: ~§ kommt bei (?!(?:mir|uns|euch)~)<3>(?:nicht|kaum) (?:mehr )?an~|~§ hat (?:<2>)nicht (?:reagiert|
    geantwortet)~
calm: ~§ (?:<4>)erholt~
claim: ~wird § (?:<4>)nicht (?:geladen|angezeigt)~|~(?:erreicht|off?net|ladet) (?:ihr|jemand|
    irgendwer) (?:<1>)§ (?:<2>)\?
not now: ~(?:inhalts|vertrauens|image|hass|nazi|bot|geld|demokratie)probleme?~
claim: ~liegt nicht (?:am|an) † , (?:sondern )?(?:es )?(?:liegt )?an §~
not now: ~(?:frage?|poste) (?:<2>)auf §~
claim: ~(?:niemand|keiner) kann (?:<3>)§ (?:<2>){FETCH}~
claim: ~§ (?:<2>)zeigt (?:<3>)nur (?:noch )?(?:alte|uralte)~
claim: ~lae?dt (?:<1>)§ (?:<1>)seit (?:<2>)(?:minuten|stunden)~
not now: ~(?:anzeige|werbung|rabatt|gutschein\w*|gewinnspiel|mit unsere[rm])~
claim: ~(?:geht|lae?dt|funktioniert|lae?uft) (?:euer|dein|eure|deine) §~
claim: ~versuche? (?:<4>)(?:, )?(?:<3>)§ (?:einzuloggen|anzumelden|zu (?:laden|offnen|oeffnen|erreichen))~
claim: ~(?:sehe?|lade|bekomme|kriege?) (?:meinen?|den|die) § (?:feed|timeline|tl|startseite) nicht~
not now: ~(?:letzten|vergangenen) (?:januar|februar|marz|april|mai|juni|juli|august|september|oktober|
    november|dezember)~|~support (?:<2>)§ (?:antwortet|reagiert)~|~§ hoch~
not now: ~[45]\d\d (?:mil\w*|mio|nutzer|leute|euro|mitarbeiter)~
not now: ~kommt mir~|~(?:posts|tweets|beitrae?ge) von (?:leuten|accounts|menschen|freunden)~
not now: ~macht (?:<4>)(?:fur|fuer) (?:<4>)§ verantwortlich~|~nach (?:(?!einem|einer|nem|ner)\w+ )?(?:ausfall|
    stoe?rung)~
never: ~(?:kein|keine|keinen|ohne) †~|^ (?:kein|keine|ohne) (?:empfang|signal|verbindung|daten\w*)(?= [,.]| $)
claim: ~§ hat (?:<2>)(?:mich|uns|alle|jeden) (?:<2>)(?:ausgeloggt|rausgeschmissen)~
claim: ~problem\w* mit (?:den|dem|der) (?:server\w*|login|app|anmeldung|timeline) (?:von|bei|auf) §~
claim: ~§ (?:{PART} )?hat sich (?:<4>)nicht (?:<1>)aktualisiert~
claim: ~[45]\d\d(?:er)? (?:<2>)(?:bei|auf|von) (?:<3>)§~
never: ~(?:der|die|das|mein\w*|unser\w*) (?!(?:{PART}|{FETCH}|ding|dienst|verbindung|plattform|netzwerk|
    ganze)~)[a-z]+ (?:geht|funktioniert|laedt|ladt|lauft|laeuft|reagiert|spinnt) (?:<2>)nicht~
never: ~(?:so prue?fen|so pruefen|so finden|anleitung|ratgeber)~
claim: ~§ (?:: |- )(?:<2>)(?:fehler|down|offline|kaputt|nichts|nix|tot|5\d\d|timeout)~
claim: ~§ lae?sst (?:mich|uns|keinen|niemanden) <2>(?:nicht|nix|nichts|keine \w+) <1>\w+n~
failure: ^ (?:immer noch |schon wieder |wieder |noch |total |komplett |am \w+ )*(?:{DOWN}|laedt nicht|
    ladt nicht|geht nicht) (?=<3>\?|[.]|$)
failure: ~(?:stecker gezogen|ue?bers kabel gestolpert|kabel gestolpert|fehler beim (?:twittern|posten|tweeten|
    laden|absenden|hochladen))~
claim: ~§ (?:ist|is) <2>(?:mitten|gerade|grad|eben|soeben|plotzlich|jetzt|mir) <4>(?:gestorben|krepiert|
    verendet|abgenippelt|verreckt)~
claim: ~(?:wann|wie lange) (?:ist|geht|kommt|lauft|laeuft|tut|is) § (?:<2>)(?:wieder|schon|noch|jetzt|down|
    weg|zuruck|online)|~wann § (?:<2>)wieder~
claim: ~§ (?:ist|is|geht|laedt|ladt) (?:<2>)(?:noch |immer noch |weiterhin )?(?:nicht|nich|
    net) (?:mehr )?wieder (?:da|zuruck|online|erreichbar)~
claim: ~(?:ein funktionierendes|noch ein funktionierendes) §|~§ (?:s )?suche (?:<1>)(?:findet|liefert|zeigt|
    bringt) (?:<2>)(?:nichts|nix|keine)~
claim: ~(?:hangen|haengen|fehlen|spinnen|laden|kommen) (?:<1>){PART} (?:auf|bei) §~
claim: (?<! in)(?<! an)(?<! auf) § (?:ist|is) weg(?= [.?]| $)
"""
