"""How people say in French that X is down, works, was down once, or would be: see grammar.py. Pure."""

GRAMMAR = r"""
ADV = (?:(?:encore|toujours|plus|completement|totalement|de|nouveau|a|nouveau|aussi|carrement|vraiment|
    actuellement|la|juste|meme|bien|chez|moi|nous|vous|en|ce|moment|il|est|c|l|appli|application|site|serveur|
    serveurs|tout|mondialement|partout|me|m|deja|re|trop|ne|n|y|qui|grave|total|apparemment) ){0,6}
FAIL = (?:en panne|en rade|hors (?:service|ligne|d usage)|down|off|offline|mort|morte|plante|plantee|
    inaccessible|indisponible|casse|tombe|en carafe|en pls|en vrac|aux fraises|en maintenance|hs|ko|
    injoignable|lent|tres lent|bloque|fige|en galere|dans les choux|en train de (?:planter|mourir|bugger|
    bugguer|ramer)|instable|perturbe|bugge|bugue|ratatine|creve|crashe|tout blanc|vide)
DO = (?:march\w+|fonctionn\w+|charg\w+|repond\w*|s ouvre\w*|ouvr\w+|s affich\w+|affich\w+|s actualis\w+|
    actualis\w+|va|vont|repond\w+|demarr\w+|passe\w*|envoi\w*|se charge\w*|veut|apparai\w+|connect\w+|
    se lance|lance)

claim: ~✗~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: ~§ (?:app |application |appli |site )?(?:(?:est|semble|parait|serait|etre|reste|a l air|a l air d etre|
    est tombe|il est|c est|sont) ){1,2}{ADV}(?:{FAIL})(?: en panne)?~(?!(?:comme|depuis que|a l interieur|
    pour moi depuis))
claim: ~(?:est|serait) (?:ce que )?§ (?:est )?{ADV}{FAIL}~
claim: ~§ {ADV}(?:en panne|down|hs|inaccessible|hors service|en rade|ko|en pls|indisponible|offline)~
claim: ~§ {ADV}(?:a (?:encore |carrement |totalement |completement )?(?:plante|crashe|lache|rendu l ame|crame|
    bugge|bugue|saute|disparu)|plante|bug|bugue|bugge|bugg|rame|deconne|merde|crash|lag|lague|beug|foire|
    craque|buggue|rame|s est (?:eteint|crashe|plante)|est (?:tombe|mort)(?= (?:la|ou|chez|non|,|
    [?])))~(?!(?:bounty|de la societe))
claim: ~§ {ADV}(?:ne |n )?(?:me |m |s |se |veut |repond )*{DO} {ADV}(?:pas|plus|rien|ap|pu|que dalle|
    mal)~(?!(?:comme|sans|avec|contre|de main morte|a sens|pour))
claim: ~(?:ne |n )?(?:me |m |se |s )*{DO} (?:pas|plus|ap) (?:du tout |bien )?(?:sur|chez|avec) §~
claim: ~(?:rien|plus rien|que dalle) (?:ne |n )?(?:s |se |me )?{DO} (?:plus )?(?:sur|dans|chez) §|
    ~§ <4>, (?:<2>)(?:rien|plus rien) (?:ne |n )?(?:s |se )?{DO}
claim: ~(?:impossible|arrive (?:pas|plus)|arrive meme pas|peux (?:pas|plus)|pouvoir|moyen|impossibilite|
    galere pour|mal a|reussi(?:s|t)? pas|acces) (?:<1>)(?:d |de |a |pour )?(?:me |m |s |se )?(?:<1>)
    (?:acceder|connecter|ouvrir|aller|charger|poster|tweeter|publier|rafraichir|utiliser|voir|entrer|lancer|
    actualiser|acces)(?: \w+){0,3}? (?:a|sur|de|d|le|la|mon)? ?(?:l appli )?§~
claim: ~(?:plus|pas|aucun) (?:acces|d acces) (?:a|sur) §~
claim: ~(?:panne|pannes|bug|bugs|probleme|problemes|souci|soucis|incident|perturbation\w*|
    dysfonctionnement\w*|erreur|erreurs|coupure) (?:\w+ ){0,3}?(?:de|sur|avec|chez|du|d|pour|touche|affecte|
    frappe) (?:le reseau (?:social )?|l appli )?§(?! (?:de la semaine|d hier|serait|etait|c est|ce sont|
    de lundi))~
claim: ~§ <4>(?:subit|connait|rencontre|affiche|touche par|victime d|signale\w*|a|renvoie|donne|
    balance) (?:<3>)(?:panne|problemes?|bugs?|erreurs?|incident|perturbations?|dysfonctionnements?|
    page blanche|5\d\d|soucis?|difficultes)~(?!(?:de moderation|avec la haine|de haine|judiciaires|
    financiers))
claim: ~§ (?:<5>)ou (?:c est )?(?:juste |que |seulement )?(?:moi|ma|mon|chez moi|c est)~
claim: ~(?:vous|quelqu un|d autres|qui|des gens|y a|quelqu un d autre) (?:<4>)(?:problemes?|soucis?|bugs?|
    galere\w*|du mal|erreurs?) (?:<2>)(?:avec|sur|a acceder a|pour acceder a|de) §~
claim: ~(?:y a que|il n y a que|que|seule?|suis je) (?:moi|le seul|la seule)? ?(?:<5>)(?:acces|marche|charge|
    fonctionne|bug|bugue|rame|panne|plus) (?:<3>)(?:a |sur |avec )?§~
claim: ~(?:ca|il|elle) (?:marche|fonctionne|charge|bug|bugue|rame|deconne) (?:<1>)(?:sur )?§ (?:chez|
    pour) (?:vous|toi|quelqu)|~§ (?:ca |il )?(?:marche|fonctionne|charge|bug|bugue|rame|deconne) (?:chez|
    pour) (?:vous|toi|quelqu)
claim: ~(?:il se passe quoi|qu est ce qu il se passe|qu est ce qui se passe|que se passe t il|
    c est quoi le (?:probleme|souci|delire|bordel)|qu est ce qu il a|qu est ce qui arrive|il a quoi) (?:<1>)
    (?:avec|sur|a|chez|de)? ?§~
claim: ~(?:images?|photos?|videos?|dms?|mp|messages|timeline|tl|notifs?|notifications|tweets|reponses|
    commentaires|recherche|liens|medias) {ADV}(?:ne |n )?(?:se |s )?{DO} {ADV}(?:pas|plus|ap) (?:<1>)(?:sur|
    de|dans) §~
claim: ~(?:images?|photos?|videos?|dms?|mp|messages|timeline|tl|notifs?|notifications|tweets|reponses|
    commentaires|recherche|liens) (?:sur|de|d) § {ADV}(?:ne |n )?(?:se |s )?(?:{DO}|sont|est) {ADV}(?:pas|
    plus|ap|casse\w*|mort\w*|{FAIL})
claim: ~(?:fuis|fuyez|viens|venu|refugie\w*|reviens) (?:<3>)§ (?:<2>)(?:plante|en panne|down|mort|bug|ne)~
claim: ~tweets (?:ne |n )?(?:se |s )?{DO} (?:pas|plus)~
failure: ~(?:rien|ca|tout) (?:ne |n )?(?:s |se |me )?(?:charge|affiche|fonctionne|marche|actualise|
    ouvre)(?: (?:plus|pas|ap|rien|[.,?])|$)|page blanche|ecran (?:blanc|noir)|erreur \d\d\d|serveurs? (?:down|
    en panne|hs|satures?)|bug mondial|panne mondiale~

calm: ~§ {ADV}(?:(?:est |c est )?(?:de retour|revenu|reparti|repare|retabli|debout|en ligne)|remarche\w*|
    refonctionne|refonctionn\w+|(?:re)?marche (?:a nouveau|de nouveau|tres bien|bien|nickel|normalement|
    parfaitement|impec)|fonctionne (?:a nouveau|de nouveau|tres bien|bien|normalement|parfaitement|chez moi|
    sans)|revient)~
calm: ~(?:ca|il|c est) (?:remarche|est revenu|refonctionne|de retour|repare|regle|revenu|reparti)~
calm: ~(?:chez moi|ici|pour moi) (?:<1>)(?:§ |ca |il )?(?:marche|fonctionne|charge|tout va|aucun)~(?!(?:pas|
    plus|mal))
calm: ~§ {ADV}(?:ne |n )?est (?:pas|plus|jamais) {ADV}(?:en panne|down|mort|hs|plante|hors)~
calm: ~(?:aucun|pas de|sans|aucune) (?:probleme|souci|bug|panne)s? (?:avec|sur|chez|ici|de)~
calm: ~c est (?:ta|ton|votre|tes|†|chez toi)~

not now: ~(?:hier|avant hier|la semaine (?:derniere|passee)|semaine derniere|le mois dernier|l an dernier|
    l annee derniere|il y a (?:un|deux|trois|\d+|quelques) (?:jour|an|mois|semaine)\w*|souvenez|souviens|
    rappelez|rappelle|la derniere fois|(?:19|20)\d\d|a l epoque|autrefois|jadis|etait|avait|lundi|mardi|
    mercredi|jeudi|vendredi|samedi|dimanche|derniere|c etait)~
not now: ~(?:(?<!sait )(?<!savez )(?<!sais )(?<!savoir )(?<!voir )si (?:§|un jour|jamais|le)|quand (?:§|
    est ce que)|imagin\w+|un jour|au cas ou|serait bien|tombera|tombait|va tomber|j espere|vivement|devrait|
    pourvu)~
not now: ~(?:que faire|comment savoir|pourquoi les|combien de fois|causes?|raisons? de|explication|
    histoire de|conseils|alertes?|surveill\w+|essai gratuit|cyberattaque)~
not now: ~(?:%|pour cent|actions?|bourse|revenus?|publicit\w+|utilisateurs actifs|trimestre|valeur|ventes|
    investisseurs|salaries|benefices|audience|baisse|chute)~
not now: ~(?:comme lieu|comme reseau|comme societe|debat|haine|politique\w*|depuis que|depuis musk|algorithme|
    toxique\w*|nazis?|seule chose|niveau|suspendu|compte|mot de passe|bloque mon|banni|ne sous|
    pour moi depuis)~
claim: ~§ (?:est |c est )?(?:mort|creve|ko|down|hs) (?:ce soir|ce matin|aujourd|la|encore|depuis|de nouveau|
    chez)~
never: ^[^†]* † (?:est |ne |n |a |ca |rame |completement )*(?:en panne|mort|morte|hs|down|coupe\w*|marche|
    fonctionne|passe|rame|plante|lache)~
not now: ~(?:mort|fini|termine)e? pour moi~(?!ce|depuis ce|aujourd)
never: ~(?:sans|pas de|plus de|pas d|plus d) †~
"""
