"""Words for signs, badges, pages: ordinary ones, invented makes, and near misses of the brand's name."""

import string

COMMON = (
    "air cooler fan tower water tank litres litre free demo installation best seller new arrivals offer price month "
    "cost card credit warranty support power smart energy saving star rating home kitchen living room cool stylish "
    "silent premium design shop now buy view all industrial commercial outdoor indoor range explore each available "
    "service life time automatic remote control speed high low medium swing timer on off mode menu settings file edit "
    "help search account cart orders wishlist sale today only limited delivery returns secure checkout india world "
    "number one trusted family summer winter fresh clean pure filter motor pump copper blade safety quality original "
    "hotel cafe market street police taxi open closed exit school pizza coffee bakery pharmacy music orchestra concert "
    "city bank museum garden park airport station platform hospital centre office press sport news weekly live radio "
    "jumbo soul movicool storm winter diet touch hicool silenzo duet bonaire breeze desert personal window portable"
).split()
SYLLABLES = "ba bo bri ca co cry da del di dy el en fo fri ga go hi ho ir ja jo ka ko la lex li lo lum ma mi mo mix na no nova nyx on or pa phi pho po qua ra ri ro sa sil so sta sym syn ta te to tron u ul va ve vo vol wa wi xa xo ya yo za ze zy".split()
CASES = (str.lower, str.upper, str.title, str.title, str.title)


def cased(text, rng):
    return CASES[rng.integers(len(CASES))](text)


def common_words(rng, most=4) -> str:
    count = int(rng.integers(1, most + 1))
    text = " ".join(COMMON[rng.integers(len(COMMON))] for _ in range(count))
    if rng.random() < 0.2:
        text = f"{rng.integers(1, 1000)} {text}"
    return cased(text, rng)


def invented_make(rng) -> str:
    return cased("".join(SYLLABLES[rng.integers(len(SYLLABLES))] for _ in range(int(rng.integers(2, 5)))), rng)


def near_miss(name: str, rng) -> str:
    """One to three letters of `name` exchanged, dropped, added or swapped."""
    letters = list(name.lower())
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(len(letters)))
        kind = rng.integers(4)
        if kind == 0:
            letters[at] = string.ascii_lowercase[rng.integers(26)]
        elif kind == 1 and len(letters) > 3:
            del letters[at]
        elif kind == 2:
            letters.insert(at, string.ascii_lowercase[rng.integers(26)])
        elif at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    text = "".join(letters)
    return cased(text if text != name.lower() else text[::-1], rng)
