"""How people say in Spanish that X is down, works, was down once, or would be: see grammar.py. Pure."""

GRAMMAR = r"""
ADV = (?:(?:ya|se|me|le|les|os|nos|te|hoy|ahora|otra|vez|de|nuevo|todavia|sigue|aun|tambien|mismo|
    completamente|totalmente|ni|la|el|app|pagina|web|casi|siempre|solo|bien|esta|mas|a|nadie|mundial\w*|mi|
    los|les|mal) ){0,5}
FAIL = (?:caid[oa]s?|tumbad[oa]|muert[oa]|fuera de (?:servicio|linea)|down|offline|colgad[oa]|rot[oa]|
    inaccesible|bugeado|buggeado|bugueado|fallando|crasheado|petado|trabado|lento|lentisimo|congelad[oa]|
    raro hoy|averiado|jodido|inestable|inoperativ[oa]|sin servicio|dando (?:error|errores|problemas))
DO = (?:funcionan?|funcionando|carg\w+|abren?|abrir|anda|andan|va|van|sirve|sirven|responde|responden|
    actualiza\w*|entra|conecta|muestra|deja|reproduc\w+|aparec\w+|jala|furula|rula|chuta|tira)

claim: ~✗~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: ~§ {ADV}(?:anda|va|funciona|carga) (?:muy |fatal|super |re )*(?:mal|fatal|lento|raro|pesimo)~
claim: ~se (?:me |nos |le |les )?(?:ha |han |esta |volvio a |fue a )?(?:cayo|cayeron|caido|caer|cayendo|murio|
    muerto|colgo|colgado|jodio|rompio|crasheo|bugeo|trabo|chingo|pudrio|daño|dano|fregó|frego|
    estropeo) (?:otra vez |de nuevo |la |el |el maldito |el puto )?(?:app de |red social )?§~
claim: ~§ {ADV}(?:se (?:me |nos )?(?:ha |vuelve a |volvio a |esta )?(?:cayo|caido|caer|cayendo|murio|muerto|
    colgo|rompio|jodio|crasheo|trabo|fue al carajo|fue a la mierda|fue al diablo|fue)|crasheo|peto|ha petado|
    colapso|exploto|murio|palmo|fallecio)~
claim: ~§ (?:(?:esta|estan|sigue|anda|parece|parece estar|lleva|va|continua|
    quedo) ){1,2}{ADV}{FAIL}~(?!(?:como|desde que|por dentro|en vida))
claim: ~(?:esta|sigue|anda) {ADV}{FAIL} §~
claim: ~§ {ADV}(?:caido|offline|down|fuera de servicio)~(?!en (?:ingresos|bolsa|usuarios))
claim: ~§ {ADV}(?:y )?no (?:me |nos |te |le |les |se |os |quiere |termina de |acaba de )*{DO}~(?!(?:como|para|
    con|sin|asi|igual|la pena|bien con|de nada que))
claim: ~no (?:me |nos |te |le |les |se |os |quiere )*{DO} (?:bien |nada |hoy |la app de |la pagina de |mi |
    el |la |ni )*(?:en |de |a )?§~
claim: ~(?:no (?:se )?(?:puedo|pueden?)|no podemos|no me deja|no deja|imposible|no consigo|no logro|
    alguien puede|pueden|podeis) (?:<1>)(?:entrar|acceder|abrir|cargar|usar|ingresar|ver|publicar|twittear|
    tuitear|conectar\w*|postear|iniciar sesion)(?: \w+){0,3} (?:a|en|al|el|la|de)? ?§~
claim: ~§ {ADV}no (?:me |nos )?(?:deja|permite|puedo) <2>(?:publicar|entrar|abrir|ver|cargar|iniciar|postear|
    acceder|subir|twittear|actualizar)
claim: ~(?:caida|fallo|fallas|falla|fallos|problemas?|error|errores|interrupcion|apagon|
    incidencias?) (?:\w+ ){0,3}(?:de|en|con|del|para|a) (?:\w+ )?§(?! (?:de (?:la|ayer)|fue|del|era|es que))~
claim: ~§ <4>(?:registra|sufre|presenta|reporta|tiene|experimenta|reportan|da|tira|lanza|devuelve|arroja|
    muestra) (?:<3>)(?:caida|fallos?|fallas?|problemas|errores|error|interrupcion\w*|intermitencias?|5\d\d|
    paginas? en blanco|pantalla)~(?!(?:de moderacion|con el odio|de odio|financier\w+|legales))
claim: ~(?:les|a alguien|alguien|os|te|a ustedes|a vosotros|a nadie)(?: mas)? (?:<3>)(?:anda|funciona|carga|
    va|abre|sirve|falla|pasa|problemas) (?:<4>)§|~§ (?:les|os|te|a alguien) (?:anda|funciona|carga|va|abre|
    sirve)~
claim: ~(?:alguien|nadie|alguien mas) (?:mas )?(?:<2>)(?:problemas|error|errores|fallos?) (?:<1>)(?:con|en) §~
claim: ~que (?:le )?(?:pasa|paso|sucede|ocurre|onda) (?:<1>)(?:con|a|en) § (?=<4>(?:no|que no|hoy|ahora|caido|
    \?))
claim: ~§ (?:<4>)o (?:soy|es|sere|solo) (?:solo )?(?:yo|mi|a mi|el|mi)
claim: ~(?:funciona|anda|sirve|carga|cayo|murio) (?:<1>)§ (?:<3>)\?
claim: ~(?:solo|unico\w*) (?:<3>)(?:a mi|yo|mi) (?:<5>)§ <4>(?:no|{FAIL})
claim: ~(?:fotos|imagenes|videos|dms?|mensajes|timeline|tl|notificaciones|tweets|tuits|respuestas|comentarios|
    busqueda|links|enlaces) (?:de|en|del) § {ADV}(?:no|estan|desaparec\w+|fallan)~
claim: ~(?:vengo|venimos|huyendo|refugiad\w+|llegue|llegamos) (?:<2>)(?:de|por|desde) § <2>(?:porque|que|
    ya que) <2>(?:se cayo|no|esta|murio)
never: ^[^†]* † (?:se |me |esta |ha |no |anda )*(?:cay\w+|caid\w+|fue|funciona|anda|va|carga|muri\w+|lent\w+|
    mal|fall\w+)~
claim: ~no (?:me |nos |se )?(?:cargan?|aparecen?|salen?|muestran?|(?:puedo|deja) (?:ver|publicar|enviar|
    cargar)) (?:los |mis |mas |ningun )?(?:tuits?|tweets?)~
failure: ~no (?:me |nos |se )?(?:carga|cargan|abre|funciona|actualiza|aparece|anda) (?:nada|ni|la|el|los|las|
    para|en|[.,?]|$)
failure: ~(?:pantalla|pagina) (?:en )?(?:blanc[ao]|negra)|error \d\d\d|ruedita|circulito|servidores caidos|
    problemas de (?:servidor|conexion)~

calm: ~§ {ADV}(?:ya )?(?:volvio|ha vuelto|regreso|revivio|resucito|se recupero|esta de vuelta|se arreglo|
    funciona|anda|carga|va) ?(?:de nuevo|otra vez|ya|normal|bien|perfecto|perfectamente|sin problemas?|
    de vuelta|de maravilla|[.,]|$)
calm: ~(?:ya|por fin) (?:volvio|ha vuelto|funciona|regreso|revivio|anda|carga|arreglaron|sirve) (?:de nuevo |
    otra vez )?(?:el |la )?(?:§|[.,]|$)
calm: ~(?:a mi|aqui|por aqui|en mi caso) (?:<2>)(?:me )?(?:funciona|va|anda|carga|sirve)~(?!mal)
calm: ~§ {ADV}no (?:esta|se ha|se|anda) (?:caido|cayo|down|muerto)~
calm: ~(?:sin|ningun|no hay|no tengo|no tiene) (?:ningun )?(?:problemas?|caidas?|fallos?) (?:con|en|de)~
calm: ~(?:es|sera|revisa|checa|reinicia|culpa de) (?:cosa de )?(?:tu|su|vuestro|el tuyo|†)~
calm: ~es †

not now: ~(?:ayer|anoche|anteayer|la semana pasada|el mes pasado|el ano pasado|hace (?:un|dos|tres|\d+|unos|
    varios) (?:dia|ano|mes|semana)\w*|recuerdan|recuerdas|acuerdan|acuerdas|cuando se (?:cayo|caia|cae)|
    aquella vez|(?:19|20)\d\d|antes|un dia como hoy|el (?:lunes|martes|miercoles|jueves|viernes|sabado|
    domingo)|la ultima vez|era|estaba|estuvo)~
not now: ~(?:(?<!sabe )(?<!saben )(?<!sabeis )(?<!ver )(?<!se )si (?:se|§|un dia|el|algun)|ojala|imagin\w+|
    cuando (?:se|§|no)|algun dia|en caso|seria|estaria|caera|va a caer|deberia|quisiera)~
not now: ~(?:que hacer|como saber|por que se (?:cae|caen|cayo)|cada cuanto|causas?|motivo|fue un|explicacion|
    historia de|consejos|alertas?|monitor\w*|prueba gratis)~
not now: ~(?:%|por ciento|acciones|bolsa|ingresos|publicidad|usuarios activos|trimestre|valor|ventas|
    inversores|empleados|ganancias|audiencia|trafico)~
not now: ~(?:como lugar|como red social|como sociedad|debate|odio|politic\w+|desde que|musk lo|algoritmo|
    toxic\w+|nazis?|por dentro|animo|humor|lo unico|suspendio|suspendid\w+|cuenta|contrasena|bloque\w+)~
claim: ~§ (?:<1>)(?:muert[oa]|fallando|caid[oa]|colgad[oa]) (?:otra vez|de nuevo|hoy|ahora|aqui|en \w+)~
claim: ~(?:unic[oa]|solo) (?:<4>)(?:a la que|al que|que|a quien) (?:<3>)(?:no|falla|se) (?:<4>)§~
never: ~(?:sistema|pagina|web|app) (?:del|de la|de mi) (?:banco|trabajo|escuela)~
never: ~(?:sin|ni|no tengo|no hay) †~
"""
