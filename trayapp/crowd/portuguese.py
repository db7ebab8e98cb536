"""How people say in Portuguese that X is down, works, was down once, or would be: see grammar.py. Pure."""

GRAMMAR = r"""
ADV = (?:(?:ja|se|me|hoje|agora|de|novo|ainda|tambem|mesmo|totalmente|completamente|nem|a|o|app|site|
    aplicativo|rede|aqui|sempre|so|pra|pro|mim|todo|mundo|gente|simplesmente|acabou|outra|vez|ta|esta|
    continua|geral|do|meu|realmente|parece|que|mais) ){0,5}
FAIL = (?:fora do ar|caid[oa]|fora|bugad[oa]|bugando|bugado|instavel|off|offline|down|mort[oa]|quebrad[oa]|
    travad[oa]|travando|lent[oa]|com (?:problemas?|instabilidade|erro|bug|falha)|inacessivel|ruim hoje|zoado|
    dando (?:erro|problema|pau)|caindo|sem funcionar|em pane|falhando|morrendo|parado|pifado)
DO = (?:funciona\w*|carreg\w+|abr\w+|entra|atualiz\w+|pega|vai|respond\w+|conect\w+|aparec\w+|roda|
    presta hoje|quer (?:abrir|carregar|funcionar)|deixa|mostra|anda)

claim: ~✗~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: ~§ {ADV}(?:caiu|cairam|morreu|crashou|bugou|travou|quebrou|pifou|parou (?:de (?:funcionar|carregar|vez|
    atualizar))?|deu pau|deu ruim|deu pane|foi pro saco|foi de base|foi pro espaco|foi de arrasta|saiu do ar|
    explodiu|faleceu|flopou de vez)~(?!(?:no meu conceito|muito como|pela metade|em (?:receita|usuarios)))
claim: ~(?:caiu|morreu|bugou|travou|quebrou|crashou|parou) (?:de novo |mesmo |geral |foi )?(?:o|a)? ?§~
claim: ~§ (?:(?:ta|esta|estar|continua|segue|parece|ficou|fica|parece estar|tah|anda|tao|
    estao) ){1,2}{ADV}{FAIL}~(?!(?:como|por dentro))
claim: ~§ {ADV}(?:fora do ar|offline|bugado|instavel|down|em pane)~
claim: ~§ {ADV}(?:nao|num|n) (?:ta |esta |quer |me |consegue |para de |se |tao |esta mais |mais |
    estao )*{DO}~(?!(?:como|pra quem|comigo|sem|com|assim|bem com))
claim: ~(?:nao|num|n) (?:ta |esta |quer |me |estao |tao )*{DO} (?:nada |mais |hoje |direito |as \w+ |
    os \w+ )*(?:o|a|no|na|do) §~
claim: ~(?:nao|n|ninguem|alguem) (?:estou |to |mais )?(?:consig\w+|conseguindo|conseguiu|conseguindo|da pra|
    da para|posso|deixa)(?: mais)? (?:<2>)(?:entrar|acessar|abrir|usar|postar|carregar|logar|ver|twittar|
    tuitar|conectar|atualizar)(?: \w+){0,3}? (?:no|o|ao|na|do|em) (?:meu )?§~
claim: ~(?:queda|instabilidade|pane|problemas?|falhas?|erros?|bug|apagao|oscilacao) (?:\w+ ){0,2}(?:do|no|
    com o|com|em|na|de) (?:o )?§(?! (?:de ontem|na semana|foi|da semana))~
claim: ~§ <4>(?:apresenta|registra|sofre|tem|enfrenta|passa por|relatam|da|mostra|retorna|com) (?:<3>)
    (?:instabilidade|falhas?|queda|problemas|erros?|pane|oscilac\w+|5\d\d|tela (?:branca|
    preta))~(?!(?:de moderacao|com odio|financeiros))
claim: ~(?:alguem|mais alguem|so eu|ninguem|so comigo|so aqui|so pra mim)(?: mais)? (?:<5>)§ (?:<4>)(?:caiu|
    {FAIL}|nao|bugou|travou|{DO}|\?)
claim: ~(?:alguem|mais alguem|so eu)(?: mais)? (?:<2>)(?:com )?(?:problemas?|erro|dificuldade) (?:<1>)(?:no|
    com|em|com o) §~
claim: ~§ (?:<1>)(?:de|pra|para|com) (?:vcs|voces|vc|alguem|mais alguem|voce) (?:<2>)(?:ta|esta|caiu|
    funciona\w*|carrega\w*|tambem|normal|abre|abrindo)~
claim: ~§ (?:<5>)ou (?:e|eh|foi|sou|so) (?:so )?(?:minha|meu|eu|a minha|o meu|aqui|comigo|†)
claim: ~(?:o que|oq|que) (?:<1>)(?:aconteceu|houve|ta acontecendo|ta rolando|rolou|deu|ha) (?:<1>)(?:com|
    no) (?:o )?§~
claim: ~(?:fotos?|imagens|videos|dms?|mensagens|timeline|tl|notificacoes|tweets|posts|respostas|comentarios|
    busca|links) (?:<1>)(?:do|no|na|em|de|dos) § {ADV}(?:nao|sumiram|bugad\w+|fora)~
claim: ~(?:fotos?|imagens|videos|dms?|mensagens|timeline|tl|notificacoes|tweets|posts|respostas|
    comentarios) {ADV}(?:nao|n|num) (?:ta |estao |tao )?{DO} (?:no|do|em) §~
claim: ~(?:vim|viemos|fugi|cheguei|corri) (?:<3>)(?:porque|pq|ja que|que) (?:o )?§ {ADV}(?:caiu|{FAIL}|nao|
    morreu)
failure: ~(?:nada|nao) (?:<1>)(?:carrega|atualiza|abre|funciona|aparece)(?: nada| mais| aqui|[.,?]|$)
failure: ~tela (?:branca|preta|em branco)|erro \d\d\d|servidor(?:es)? (?:caiu|cairam|fora)|pagina em branco|
    instabilidade~

calm: ~§ {ADV}(?:voltou|retornou|ressuscitou|normalizou|funciona normal|funcionando normal\w*|ta funcionando|
    ta normal|ta de volta|foi normalizado|se recuperou|funciona)(?! \?)~(?!(?:a cair|a dar|a bugar|a travar|
    a ficar|a sair|mal|pessimamente))
calm: ~(?:voltou|ja voltou|consertaram|arrumaram) (?:o|a)? ?(?:§|[.,]|$)
calm: ~(?:aqui|pra mim|comigo) (?:o )?(?:<2>)(?:ta |esta )?(?:funciona\w*|normal|de boa|carrega\w*|
    pega\w*)~(?!nada)
calm: ~§ {ADV}(?:nao|n) (?:<1>)(?:caiu|esta fora|ta fora|morreu)~
calm: ~(?:sem|nenhum|nao tem) (?:nenhum )?(?:problemas?|instabilidade|erro) (?:no|com|aqui)~
calm: ~(?:e|eh|deve ser|culpa da|culpa do|problema na|reinicia) (?:so )?(?:sua|seu|tua|teu|o seu|a sua|na sua|
    o teu) ?†?
calm: ~(?:e|eh) †

not now: ~(?:ontem|anteontem|semana passada|mes passado|ano passado|(?:ha|faz) (?:um|dois|tres|\d+|alguns|
    varios|muito) (?:dia|ano|mes|semana|tempo|mese)\w*|lembra\w*|lembro|aquela vez|aquele dia|(?:19|20)\d\d|
    antigamente|na epoca|faz tempo|da ultima vez|estava fora|era|passada|na (?:segunda|terca|quarta|quinta|
    sexta)|no (?:sabado|domingo))~
not now: ~(?:(?<!sabe )(?<!sabem )(?<!saber )(?<!ver )se (?:o|um dia|§|cair)|tomara|imagina\w*|quando (?:o §|
    cair|§|cai)|um dia|caso|cair|cairia|vai cair|deveria|queria que|espero)~
not now: ~(?:o que fazer|como saber|por que (?:cai|caem)|quantas vezes|causas?|motivo|foi um|explicacao|
    historia|dicas|alertas?|monitor\w*|teste gratis)~
not now: ~(?:%|por cento|acoes|bolsa|faturamento|receita|publicidade|usuarios ativos|trimestre|valor|vendas|
    investidores|funcionarios|metade|lucro|alcance|engajamento)~
not now: ~(?:como espaco|como rede|como sociedade|debate|odio|politic\w+|desde que|algoritmo|toxic\w+|
    nazistas?|unica coisa|humor|bloqueou|suspen\w+|minha conta|conta|senha|bloqueado no brasil|uma foto|
    um video|no conceito)~
not now: ~(?:caiu|caiu um|cai) (?:no|na|em) § (?:um|uma|o|a)~
claim: ~§ (?:<1>)(?:dando (?:erro|pau|bug|problema)|mort[oa] (?:de novo|hoje|agora|aqui|outra vez)|
    com (?:erro|problemas?|instabilidade))~
claim: ~(?:so eu|alguem mais|mais alguem|to|estou|ficamos|ficar) (?:<2>)sem §~
never: ~(?:sistema|site|app|aplicativo) (?:do|da) (?:banco|minha|meu|trabalho|escola)~
never: ^[^†]* † (?:esta |ta |nao |se |ja )*(?:caiu|caid\w+|fora|funciona\w*|morreu|parou|pega|lent\w+|ruim|
    quebr\w+)~
claim: ~§ (?:<1>)(?:lento|lenta|travando|travado|bugado|bugada) (?:<1>)(?:demais|hoje|agora|aqui|de novo|pra)~
never: ~(?:sem|nao tenho) †~
"""
