"""How people say in Turkish that X is down, works, was down once, or would be: see grammar.py. Pure."""

GRAMMAR = r"""
CASE = (?:(?:e|a|ye|ya|de|da|te|ta|den|dan|ten|tan|in|un|nin|i|u|yi|yu|ler|lar|den|app|uygulamasi|uygulama|
    sitesi|site) )?
ADV = (?:(?:yine|gene|su|an|simdi|bugun|hala|bende|sizde|sizlerde|de|da|mi|mu|yeniden|tekrar|komple|tamamen|
    resmen|herhalde|galiba|sanirim|bir|turlu|hic|artik|su|anda|sabahtan|beri|dunya|genelinde|turkiye|genel|
    olarak|ikidir|bi|burada|herkeste|surekli|durmadan|dunyada|turkiyede|ya|yaw|abi|la|lan|bile|kimsede) ){0,5}
DOWN = (?:cok(?:tu|mus|uyor|mustur|tumu|mus mu)|coktu|gitti|gitmis|patla(?:di|mis)|down(?: oldu)?|coken|
    offline|oldu mu|bozul(?:du|mus)|bozuk|dondu|kilitlen(?:di|mis)|donuyor|erisilemez|kapali|kapandi|kapanmis|
    yavas|sacmaladi|sacmaliyor|goctu|gocmus|error veriyor|hata veriyor|hata verdi|takiliyor|kasiyor|kitlendi|
    sikinti(?:li)?|arizali|cokuk|olu)
NOT = (?:acilm(?:iyor|iyo|adi|iyorr*)|calism(?:iyor|iyo|adi)|yuklenm(?:iyor|iyo|edi)|yenilenm(?:iyor|iyo)|
    girilm(?:iyor|iyo)|giremi(?:yorum|yom|yoruz|yo|yor)|giremedim|baglanm(?:iyor|iyo)|baglanami(?:yorum|yor|
    yoruz)|acami(?:yorum|yoruz)|erisilemi(?:yor|yo)|erisemi(?:yorum|yoruz)|gelm(?:iyor|iyo)|gitm(?:iyor|iyo)|
    gozukm(?:uyor|uyo)|gorunm(?:uyor|uyo)|yanit verm(?:iyor|iyo)|atami(?:yorum|yoruz)|goremi(?:yorum|yoruz)|
    oynatm(?:iyor|iyo)|aktif degil|giremiyoz|kullanami(?:yorum|yoruz)|acilmaz oldu|paylasami(?:yorum|yoruz)|
    yapami(?:yorum|yoruz)|atilm(?:iyor|iyo)|hata veriyor)

claim: ~✗~
claim: ^[^¤]* ‡ [^¤]*$|§[^¤]* ‡ | ‡ [^¤]*§
claim: ~§ (?:app |uygulamasi |sitesi |mi |yine )?{ADV}{DOWN}~(?!(?:§|ki|diye|gelir))
claim: ~§ {CASE}{ADV}(?:{NOT}|hata veriyor|hata verdi|hata aliyorum)~
claim: ~{NOT} (?:artik )?§ {CASE}$
claim: ~(?:coktu|gitti|patladi|cokmus|gitmis) (?:mu )?(?:yine |gene |bu |resmen )?§~
claim: ~§ (?:de|da|te|ta) {ADV}(?:<2>)(?:sorun|sikinti|hata|problem|ariza|kesinti|aksaklik|
    erisim)~(?!(?:sende|yok))
claim: ~§ {CASE}(?:<2>)(?:erisim|baglanti|sunucu) (?:<1>)(?:sorun\w*|problem\w*|engel\w*|hata\w*|yok)~
claim: ~§ (?:kesintisi|arizasi|sorunu|cokmesi)~(?!n)
claim: ~§ {CASE}(?:ne oldu|n oldu|noldu|ne oluyor|nooldu|noluyor|bir sey mi oldu)~
claim: ~§ {CASE}(?:girebilen|giren|acabilen|baglanabilen|erisebilen) (?:var|kimse|biri|oldu)
claim: ~(?:sizde|sizin|sende|kimde|bir tek bende|sadece bende|bende) (?:<2>)(?:de |mi |
    da )?§ {CASE}{ADV}(?:{NOT}|{DOWN}|calisiyor mu|aciliyor mu)
claim: ~§ {CASE}(?:sizde|sende|herkeste|surekli|durmadan|dunyada|turkiyede|bende) {ADV}(?:{NOT}|{DOWN}|
    calisiyor mu|aciliyor mu|de mi)
claim: ~§ {CASE}<4>(?:yoksa|mi bende|mu bende)~
claim: ~§ {CASE}(?:<1>)(?:fotograf\w*|resim\w*|video\w*|mesaj\w*|dm\w*|akis\w*|bildirim\w*|arama|tweet\w*|
    yorum\w*|profil\w*|hicbir sey|hic bir sey) {ADV}{NOT}
claim: ~(?:fotograf\w*|resim\w*|video\w*|dm\w*|akis\w*|bildirim\w*|tweet\w*) {ADV}{NOT} (?:<1>)§~
claim: ~§ {CASE}<4>5\d\d|kullanicilar (?:<3>)§ {CASE}<3>(?:sorun|{NOT})
claim: ~§ {CASE}(?:kullanici\w*|binlerce) <4>(?:sorun|sikayet|problem|hata) (?:bildir\w*|yasiyor|yasadi)
failure: ~(?:hicbir sey|hic bir sey|akis|sayfa|anasayfa|uygulama) {ADV}{NOT}|beyaz ekran|beyaz sayfa|
    bos sayfa|hata \d\d\d|~{NOT}~

calm: ~§ {CASE}{ADV}(?:duzeldi|geri geldi|geri dondu|acildi|calisiyor|aciliyor|normale dondu|geldi|duzelmis|
    sorunsuz)(?! mu)~
calm: ~(?:bende|burada) (?:<1>)(?:§ )?(?:calisiyor|aciliyor|sorun yok|var)~
calm: ~§ {CASE}(?:cokmedi|kapanmadi|gitmedi|cokmemis)~
calm: ~(?:sorun sende|senin †|senin internetin|interneti?ni|modemi)
calm: ~§ {CASE}<1>sorun yok~

not now: ~(?:dun|gecen (?:hafta|ay|yil|sene|gun)\w*|gecenlerde|hatirl\w+|(?:19|20)\d\d\w*|eskiden|once|onceki|
    cokmustu|gitmisti|ilk kez|o gun)~
not now: ~(?:cokerse|cokse|acilmazsa|acilmiyorsa|giderse|kapanirsa|eger|keske|umarim|cokecek|bir gun|dusunun|
    hayal|kapatilacak\w*|olursa)~
not now: ~(?:ne yapmali|nasil (?:anlasilir|ogrenilir)|nedeni|sebebi|aciklandi|ipucu|uyari\w*|ne siklikla|
    tarihi|ucretsiz)~
not now: ~(?:yuzde|%|hisse\w*|borsa\w*|gelir\w*|reklam\w*|yatirimci\w*|deger\w*|calisan sayisi|
    kullanici sayisi)~
not now: ~(?:toplum\w*|tartisma\w*|siyas\w*|nefret|algoritma\w*|seviye\w*|artik oldu|askiya|hesab\w*|sifre\w*|
    engelledi|okudum|yazdim|diye §|gordum|kopru\w*)~
claim: ~§ (?:yine|gene) oldu (?=[,.]|$)
claim: ~§ {CASE}<1>(?:paylasim|giris|post|tweet) {NOT}~
claim: ~(?:bir tek|sadece|yalnizca) bende (?:mi )?§ {CASE}{ADV}{NOT}
never: ^[^†]* † (?:de |da |yine |yok )*(?:git\w+|yok|cok\w+|kesi\w+|cekm\w+|yavas|bozul\w+|bozuk|calism\w+)~
"""
