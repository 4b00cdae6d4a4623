#include "core/request/place_words.hpp"

#include <algorithm>
#include <array>

namespace parley::core::request {

namespace {

template <std::size_t count>
constexpr bool sorted(const std::array<std::string_view, count>& list) {
    return std::ranges::is_sorted(list);
}

constexpr auto everyday = std::to_array<std::string_view>(
    {"acle",         "ash",      "aurora",       "austin",      "axminster",  "bank",      "banks",      "bar",
     "barking",      "barry",    "bath",         "battle",      "bay",        "beer",      "belfast",    "belt",
     "berkeley",     "berry",    "best",         "big",         "blackberry", "bliss",     "boot",       "boots",
     "bosch",        "boston",   "bourne",       "bow",         "bowling",    "box",       "bramley",    "brandon",
     "brent",        "bridge",   "broad",        "broadway",    "brook",      "brown",     "buckle",     "bury",
     "bush",         "button",   "cambridge",    "cane",        "canon",      "carlton",   "carrington", "carson",
     "carter",       "castle",   "chalk",        "chapel",      "charlton",   "cheddar",   "chelsea",    "chester",
     "chesterfield", "church",   "clay",         "cliff",       "clock",      "close",     "coal",       "cold",
     "cook",         "cooling",  "cord",         "cork",        "corner",     "cotton",    "cove",       "crook",
     "cross",        "dale",     "date",         "deal",        "dell",       "delta",     "derby",      "diss",
     "dock",         "docking",  "downside",     "dresden",     "drill",      "dunlop",    "eagle",      "east",
     "ebony",        "elm",      "ely",          "end",         "enterprise", "epson",     "eye",        "fair",
     "ferry",        "field",    "fir",          "fleet",       "florence",   "flushing",  "ford",       "forest",
     "frame",        "friday",   "gate",         "george",      "gilbert",    "glen",      "gold",       "grain",
     "great",        "green",    "grove",        "guernsey",    "hale",       "ham",       "hand",       "hard",
     "hart",         "hatch",    "hay",          "hayes",       "heath",      "henderson", "hill",       "hills",
     "hit",          "holly",    "home",         "hook",        "hope",       "horse",     "hotpoint",   "house",
     "howe",         "hurst",    "independence", "ink",         "iron",       "ivy",       "jackson",    "jersey",
     "jordan",       "kent",     "key",          "keys",        "king",       "kings",     "kingston",   "knife",
     "lake",         "lamp",     "lane",         "lark",        "law",        "lea",       "leaf",       "lee",
     "leslie",       "lime",     "lincoln",      "line",        "little",     "lock",      "locking",    "long",
     "low",          "lower",    "madison",      "magnet",      "male",       "malt",      "man",        "maple",
     "march",        "mark",     "market",       "martin",      "mary",       "mason",     "meadow",     "medina",
     "melbourne",    "mere",     "metro",        "middle",      "mill",       "mini",      "mint",       "mobile",
     "mold",         "moor",     "moss",         "most",        "mount",      "nancy",     "near",       "nelson",
     "new",          "nice",     "nikon",        "norman",      "north",      "oak",       "oakley",     "old",
     "only",         "orange",   "over",         "oxford",      "panama",     "paris",     "park",       "parker",
     "part",         "pen",      "penny",        "phoenix",     "pine",       "pitch",     "place",      "plain",
     "plumber",      "point",    "pole",         "pool",        "port",       "portland",  "pound",      "quarter",
     "rain",         "rake",     "reading",      "red",         "ring",       "ripley",    "river",      "roach",
     "road",         "roche",    "rock",         "roof",        "rose",       "round",     "royal",      "ruby",
     "rugby",        "rush",     "rye",          "sale",        "same",       "samsung",   "sandwich",   "sandy",
     "sawyer",       "seal",     "seat",         "send",        "set",        "settle",    "sharp",      "shaw",
     "sheering",     "sheet",    "shelf",        "shelley",     "shop",       "shore",     "side",       "siemens",
     "silver",       "sky",      "sleet",        "smart",       "soap",       "sofa",      "sofia",      "sole",
     "sound",        "south",    "spa",          "split",       "spring",     "springs",   "square",     "stack",
     "stand",        "star",     "steep",        "step",        "stick",      "stilton",   "stock",      "stone",
     "storey",       "street",   "strong",       "summerhouse", "sun",        "surgut",    "surprise",   "sway",
     "table",        "tailor",   "tain",         "taylor",      "tea",        "thatcher",  "three",      "tile",
     "time",         "tongue",   "top",          "tours",       "tower",      "town",      "trent",      "trim",
     "two",          "tyler",    "upper",        "vale",        "valley",     "van",       "victoria",   "vienna",
     "view",         "virginia", "wales",        "walker",      "wall",       "ware",      "warwick",    "wash",
     "wax",          "well",     "wellington",   "wells",       "west",       "weston",    "wheel",      "white",
     "wick",         "wilton",   "windsor",      "wing",        "winter",     "wood",      "wool",       "woolly",
     "worcester",    "worth",    "yard",         "york",        "young"});
static_assert(sorted(everyday));

constexpr auto regions = std::to_array<std::string_view>({"aberdeenshire",
                                                          "america",
                                                          "anglesey",
                                                          "angus",
                                                          "antrim",
                                                          "armagh",
                                                          "australia",
                                                          "ayrshire",
                                                          "bedfordshire",
                                                          "berkshire",
                                                          "borders",
                                                          "britain",
                                                          "buckinghamshire",
                                                          "cambridgeshire",
                                                          "canada",
                                                          "carmarthenshire",
                                                          "ceredigion",
                                                          "cheshire",
                                                          "china",
                                                          "cleveland",
                                                          "clwyd",
                                                          "cornwall",
                                                          "cotswolds",
                                                          "cumbria",
                                                          "derbyshire",
                                                          "devon",
                                                          "dorset",
                                                          "dyfed",
                                                          "england",
                                                          "essex",
                                                          "europe",
                                                          "fermanagh",
                                                          "fife",
                                                          "france",
                                                          "germany",
                                                          "glamorgan",
                                                          "gloucestershire",
                                                          "gwent",
                                                          "gwynedd",
                                                          "hampshire",
                                                          "herefordshire",
                                                          "hertfordshire",
                                                          "highland",
                                                          "highlands",
                                                          "india",
                                                          "ireland",
                                                          "italy",
                                                          "japan",
                                                          "kent",
                                                          "lanarkshire",
                                                          "lancashire",
                                                          "leicestershire",
                                                          "lincolnshire",
                                                          "merseyside",
                                                          "mexico",
                                                          "midlands",
                                                          "midlothian",
                                                          "monmouthshire",
                                                          "moray",
                                                          "norfolk",
                                                          "northamptonshire",
                                                          "northumberland",
                                                          "nottinghamshire",
                                                          "oxfordshire",
                                                          "pembrokeshire",
                                                          "perthshire",
                                                          "poland",
                                                          "powys",
                                                          "rutland",
                                                          "scotland",
                                                          "shropshire",
                                                          "somerset",
                                                          "spain",
                                                          "staffordshire",
                                                          "suffolk",
                                                          "surrey",
                                                          "sussex",
                                                          "tyrone",
                                                          "uk",
                                                          "usa",
                                                          "wales",
                                                          "warwickshire",
                                                          "wiltshire",
                                                          "wirral",
                                                          "worcestershire",
                                                          "yorkshire"});
static_assert(sorted(regions));

constexpr auto leaders =
    std::to_array<std::string_view>({"around", "at", "based", "from", "in", "into", "live", "near", "nearby", "nr",
                                     "outside", "round", "to", "towards", "within"});
static_assert(sorted(leaders));

constexpr auto followers = std::to_array<std::string_view>(
    {"airport",   "also",     "and",         "any",      "anywhere",   "are",       "area",      "around",  "as",
     "asap",      "asking",   "at",          "because",  "been",       "before",    "beginning", "between", "budget",
     "but",       "by",       "can",         "cash",     "central",    "centre",    "cheap",     "city",    "could",
     "delivered", "delivery", "direction",   "district", "docks",      "early",     "end",       "for",     "fri",
     "friday",    "from",     "hi",          "i",        "ideally",    "if",        "im",        "in",      "including",
     "instead",   "is",       "it",          "its",      "just",       "late",      "later",     "max",     "maximum",
     "may",       "mon",      "monday",      "must",     "my",         "near",      "nearby",    "nearest", "need",
     "needed",    "next",     "no",          "not",      "nr",         "on",        "only",      "or",      "outskirts",
     "please",    "pls",      "possibly",    "postcode", "preferably", "preferred", "price",     "quarter", "region",
     "sat",       "saturday", "side",        "so",       "some",       "sometime",  "somewhere", "station", "suburbs",
     "sun",       "sunday",   "surrounding", "thanks",   "that",       "the",       "this",      "thurs",   "thursday",
     "thx",       "till",     "to",          "today",    "tomorrow",   "tonight",   "town",      "tues",    "tuesday",
     "under",     "until",    "up",          "urgent",   "urgently",   "vicinity",  "village",   "want",    "way",
     "we",        "wed",      "wednesday",   "weds",     "when",       "where",     "which",     "who",     "will",
     "willing",   "with",     "within",      "would",    "you"});
static_assert(sorted(followers));

struct PostArea {
    std::string_view area;
    int last_district;
    std::string_view town;
};

constexpr auto post_areas = std::to_array<PostArea>({{"ab", 56, "Aberdeen"},
                                                     {"al", 10, "St Albans"},
                                                     {"b", 98, "Birmingham"},
                                                     {"ba", 22, "Bath"},
                                                     {"bb", 18, "Blackburn"},
                                                     {"bd", 24, "Bradford"},
                                                     {"bh", 31, "Bournemouth"},
                                                     {"bl", 9, "Bolton"},
                                                     {"bn", 45, "Brighton"},
                                                     {"br", 8, "Bromley"},
                                                     {"bs", 49, "Bristol"},
                                                     {"bt", 94, "Belfast"},
                                                     {"ca", 28, "Carlisle"},
                                                     {"cb", 25, "Cambridge"},
                                                     {"cf", 83, "Cardiff"},
                                                     {"ch", 66, "Chester"},
                                                     {"cm", 77, "Chelmsford"},
                                                     {"co", 16, "Colchester"},
                                                     {"cr", 9, "Croydon"},
                                                     {"ct", 21, "Canterbury"},
                                                     {"cv", 47, "Coventry"},
                                                     {"cw", 12, "Crewe"},
                                                     {"da", 18, "Dartford"},
                                                     {"dd", 11, "Dundee"},
                                                     {"de", 75, "Derby"},
                                                     {"dg", 16, "Dumfries"},
                                                     {"dh", 9, "Durham"},
                                                     {"dl", 17, "Darlington"},
                                                     {"dn", 55, "Doncaster"},
                                                     {"dt", 11, "Dorchester"},
                                                     {"dy", 14, "Dudley"},
                                                     {"e", 20, "London"},
                                                     {"ec", 4, "London"},
                                                     {"eh", 55, "Edinburgh"},
                                                     {"en", 11, "Enfield"},
                                                     {"ex", 39, "Exeter"},
                                                     {"fk", 21, "Falkirk"},
                                                     {"fy", 8, "Blackpool"},
                                                     {"g", 84, "Glasgow"},
                                                     {"gl", 56, "Gloucester"},
                                                     {"gu", 52, "Guildford"},
                                                     {"gy", 10, "Saint Peter Port"},
                                                     {"ha", 9, "Harrow"},
                                                     {"hd", 9, "Huddersfield"},
                                                     {"hg", 5, "Harrogate"},
                                                     {"hp", 27, "Hemel Hempstead"},
                                                     {"hr", 9, "Hereford"},
                                                     {"hs", 9, "Stornoway"},
                                                     {"hu", 20, "Hull"},
                                                     {"hx", 7, "Halifax"},
                                                     {"ig", 11, "Ilford"},
                                                     {"im", 9, "Douglas"},
                                                     {"ip", 33, "Ipswich"},
                                                     {"iv", 63, "Inverness"},
                                                     {"je", 4, "Saint Helier"},
                                                     {"ka", 30, "Kilmarnock"},
                                                     {"kt", 24, "Kingston upon Thames"},
                                                     {"kw", 17, "Kirkwall"},
                                                     {"ky", 16, "Kirkcaldy"},
                                                     {"l", 40, "Liverpool"},
                                                     {"la", 23, "Lancaster"},
                                                     {"ld", 8, "Llandrindod Wells"},
                                                     {"le", 67, "Leicester"},
                                                     {"ll", 78, "Llandudno"},
                                                     {"ln", 13, "Lincoln"},
                                                     {"ls", 29, "Leeds"},
                                                     {"lu", 7, "Luton"},
                                                     {"m", 90, "Manchester"},
                                                     {"me", 20, "Maidstone"},
                                                     {"mk", 46, "Milton Keynes"},
                                                     {"ml", 12, "Motherwell"},
                                                     {"n", 22, "London"},
                                                     {"ne", 71, "Newcastle upon Tyne"},
                                                     {"ng", 34, "Nottingham"},
                                                     {"nn", 29, "Northampton"},
                                                     {"np", 44, "Newport"},
                                                     {"nr", 35, "Norwich"},
                                                     {"nw", 11, "London"},
                                                     {"ol", 16, "Oldham"},
                                                     {"ox", 49, "Oxford"},
                                                     {"pa", 78, "Paisley"},
                                                     {"pe", 38, "Peterborough"},
                                                     {"ph", 50, "Perth"},
                                                     {"pl", 35, "Plymouth"},
                                                     {"po", 41, "Portsmouth"},
                                                     {"pr", 26, "Preston"},
                                                     {"rg", 45, "Reading"},
                                                     {"rh", 20, "Redhill"},
                                                     {"rm", 20, "Romford"},
                                                     {"s", 81, "Sheffield"},
                                                     {"sa", 73, "Swansea"},
                                                     {"se", 28, "London"},
                                                     {"sg", 19, "Stevenage"},
                                                     {"sk", 23, "Stockport"},
                                                     {"sl", 9, "Slough"},
                                                     {"sm", 7, "Sutton"},
                                                     {"sn", 26, "Swindon"},
                                                     {"so", 53, "Southampton"},
                                                     {"sp", 11, "Salisbury"},
                                                     {"sr", 8, "Sunderland"},
                                                     {"ss", 17, "Southend-on-Sea"},
                                                     {"st", 21, "Stoke-on-Trent"},
                                                     {"sw", 20, "London"},
                                                     {"sy", 25, "Shrewsbury"},
                                                     {"ta", 24, "Taunton"},
                                                     {"td", 15, "Galashiels"},
                                                     {"tf", 13, "Telford"},
                                                     {"tn", 40, "Royal Tunbridge Wells"},
                                                     {"tq", 14, "Torquay"},
                                                     {"tr", 27, "Truro"},
                                                     {"ts", 29, "Middlesbrough"},
                                                     {"tw", 20, "Twickenham"},
                                                     {"ub", 11, "Southall"},
                                                     {"w", 14, "London"},
                                                     {"wa", 16, "Warrington"},
                                                     {"wc", 2, "London"},
                                                     {"wd", 25, "Watford"},
                                                     {"wf", 17, "Wakefield"},
                                                     {"wn", 8, "Wigan"},
                                                     {"wr", 15, "Worcester"},
                                                     {"ws", 15, "Walsall"},
                                                     {"wv", 16, "Wolverhampton"},
                                                     {"yo", 62, "York"},
                                                     {"ze", 3, "Lerwick"}});
static_assert(std::ranges::is_sorted(post_areas, {}, &PostArea::area));

} // namespace

bool is_everyday_word(std::string_view folded) {
    return std::ranges::binary_search(everyday, folded);
}
bool is_region(std::string_view folded) {
    return std::ranges::binary_search(regions, folded);
}
bool leads_to_place(std::string_view folded) {
    return std::ranges::binary_search(leaders, folded);
}
bool may_follow_place(std::string_view folded) {
    return std::ranges::binary_search(followers, folded);
}

std::string_view post_town(std::string_view outward_code) {
    std::size_t letters = 0;
    while (letters < outward_code.size() && outward_code[letters] >= 'a' && outward_code[letters] <= 'z')
        ++letters;
    if (letters < 1 || letters > 2 || letters == outward_code.size())
        return {};
    int district = 0;
    std::size_t i = letters;
    for (; i < outward_code.size() && outward_code[i] >= '0' && outward_code[i] <= '9' && i < letters + 2; ++i)
        district = district * 10 + (outward_code[i] - '0');
    // London's inner districts end in a letter: "ec1a".
    if (i == letters || outward_code.size() > i + 1 || outward_code[letters] == '0')
        return {};
    if (i < outward_code.size() && (outward_code[i] < 'a' || outward_code[i] > 'z'))
        return {};
    const auto found = std::ranges::lower_bound(post_areas, outward_code.substr(0, letters), {}, &PostArea::area);
    if (found == post_areas.end() || found->area != outward_code.substr(0, letters))
        return {};
    return district <= found->last_district ? found->town : std::string_view{};
}

} // namespace parley::core::request
