"""By which frequent words a language is known: folded, none of them the name of a failure alone. Pure."""

FREQUENT = {
    "en": """
        a by our his their there were will would who how than out the is are was and of to it this
        that for my on in you i me not with has have just all what why does do did am an at be so if
        when but isnt doesnt wont cant anyone anybody else can from they we your been yet again
        since let could should might may about after before into only very its see get got go going
        use like know think says said still never always now then here today some any more other
        another every people seems looks keeps s t re yesterday last
    """,
    "de": """
        der die das und ist nicht ich es bei auf mit ein eine einen euch mir mal auch noch wieder
        schon gerade grad geht zu von im den dem oder was wie warum wieso kein keine nichts nix seit
        jetzt heute bin hat habe habt hab war da so aber wenn falls nur sind kann mein meine jemand
        denn bitte immer alle alles sich ladt laedt kaputt net nich ihr wir sie ja nein doch fur
        fuer uber ueber weil dass gestern storung stoerung ausfall probleme funktioniert lauft
        laeuft liegts tot wer nach vor beim zum zur als bis durch ohne gegen unter also dann hier
        viele mehr sehr ganz dein deine deinem unser ins am um wird werden wurde konnte meldet lahm
        spinnt streikt stirbt
    """,
    "es": """
        el la los las de que y en no se me mi es esta estan un una con por para a al del lo le les
        ya soy yo como pero mas alguien algo todo todos nada otra vez hoy ahora desde cuando si cayo
        caido caida funciona carga anda porque hace tambien solo jajaja sirve abre pasa
    """,
    "pt": """
        o os as de que e em no na nao eu meu minha um uma com por pra pro para do da dos das se ta
        esta ja mas mais alguem tudo nada todo mundo hoje agora desde quando caiu voltou aqui tambem
        so vcs voces voce isso kk kkk kkkk ate foi ou porque ne fora ar funcionando funciona carrega
        entrar consigo abre morreu
    """,
    "fr": """
        le la les de du des et est en un une je j tu il ils on nous vous ne n pas plus c qu que qui
        sur dans pour avec a au aux ca mon ma mes moi toi chez y ou mais si quand depuis tout rien
        encore deja ce se s l d marche panne fonctionne charge quelqu aussi bug bugue merci pourquoi
        quoi voir hier impossible
    """,
    "tr": """
        bir ve bu da de te ta e a ye ya mi mu ne cok icin ile ama var yok ben bende sen siz sizde
        biz herkes her sey simdi su an yine gene yeni gibi diye daha degil hala niye neden oldu olan
        kim kimse benim bana sadece coktu cokmus acilmiyor calismiyor yuklenmiyor giremiyorum sorun
        internetim dun hic iki uc in un
    """,
}
