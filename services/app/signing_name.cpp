#include "app/signing_name.hpp"

#include "app/experiment_events.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parley::app {

namespace {

/// The code point at `at`, stepping over it; a byte that begins none stands for itself.
char32_t next_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(at++);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t point = more == 0 ? lead : lead & (0x3Fu >> more);
    for (int i = 0; i < more && at < text.size() && (byte(at) & 0xC0) == 0x80; ++i)
        point = point << 6 | (byte(at++) & 0x3F);
    return point;
}

std::u32string points_of(std::string_view text) {
    std::u32string points;
    for (std::size_t at = 0; at < text.size();)
        points += next_point(text, at);
    return points;
}

std::string utf8_of(std::u32string_view points) {
    std::string text;
    const auto add = [&](char32_t bits) { text += static_cast<char>(static_cast<std::uint8_t>(bits)); };
    for (const char32_t point : points)
        if (point < 0x80) {
            add(point);
        } else if (point < 0x800) {
            add(0xC0 | point >> 6), add(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            add(0xE0 | point >> 12), add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
        } else {
            add(0xF0 | point >> 18), add(0x80 | (point >> 12 & 0x3F));
            add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
        }
    return text;
}

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool is_in(char32_t point, const std::array<Range, N>& ranges) {
    return std::ranges::any_of(ranges, [&](Range one) { return one.first <= point && point <= one.last; });
}

bool is_space(char32_t point) {
    static constexpr std::array<Range, 8> spaces{{{0x09, 0x0D},
                                                  {0x20, 0x20},
                                                  {0xA0, 0xA0},
                                                  {0x1680, 0x1680},
                                                  {0x2000, 0x200A},
                                                  {0x2028, 0x202F},
                                                  {0x205F, 0x205F},
                                                  {0x3000, 0x3000}}};
    return is_in(point, spaces);
}

/// Marks of format, fillers and variants: there is nothing of them to be seen.
bool is_unseen(char32_t point) {
    static constexpr std::array<Range, 19> unseen{{{0x00, 0x08},
                                                   {0x0E, 0x1F},
                                                   {0x7F, 0x9F},
                                                   {0xAD, 0xAD},
                                                   {0x034F, 0x034F},
                                                   {0x0600, 0x0605},
                                                   {0x061C, 0x061C},
                                                   {0x06DD, 0x06DD},
                                                   {0x070F, 0x070F},
                                                   {0x115F, 0x1160},
                                                   {0x17B4, 0x17B5},
                                                   {0x180B, 0x180E},
                                                   {0x200B, 0x200F},
                                                   {0x2060, 0x206F},
                                                   {0x2800, 0x2800},
                                                   {0x3164, 0x3164},
                                                   {0xFE00, 0xFE0F},
                                                   {0xFEFF, 0xFEFF},
                                                   {0xE0000, 0xE0FFF}}};
    return is_in(point, unseen) || point == 0xFFA0 || (point >= 0xFFF9 && point <= 0xFFFB);
}

// Of three stretches of letters the small ones without accents, those that look like Latin ones as these; * is for what
// stays as it is.
constexpr std::u32string_view from_c0 =
    U"aaaaaaæceeeeiiiiðnooooo×øuuuuyþßaaaaaaæceeeeiiiiðnooooo÷øuuuuyþyaaaaaaccccccccdd"
    U"đđeeeeeeeeeegggggggghhħħiiiiiiiiiiĳĳjjkkĸllllllŀŀłłnnnnnnŉŋŋooooooœœrrrrrrssssss"
    U"ssttttŧŧuuuuuuuuuuuuwwyyyzzzzzzsƀɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛƒƒɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈu"
    U"uʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿǀǁǂǃǆǆǆǉǉǉǌǌǌaaiioouuuuuuuuuuǝaaaaææǥǥggkkooooʒʒjǳǳǳggƕƿnnaaææøø"
    U"aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏ";
constexpr std::u32string_view from_370 =
    U"ͱͱͳͳʹ͵ͷͷ**ͺͻͼͽ;j****΄¨a·ehi*o*yωiabγδezhθikλmvξoπp*σtyφxψωiyaehiyabγδezhθikλmvξo"
    U"πpσσtyφxψωiyoyωϗϐϑϒϒϒϕϖϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯϰϱcjθϵ϶ϸϸcϻϻϼͻͼͽeeђгєsiijљњћkиyџ"
    U"aбbгдeжзииkлmhoпpctyфxцчшщъыьэюяaбbгдeжзииkлmhoпpctyфxцчшщъыьэюяeeђгєsiijљњћkиyџ"
    U"ѡѡѣѣѥѥѧѧѩѩѫѫѭѭѯѯѱѱѳѳvvvvѹѹѻѻѽѽѿѿҁҁ҂*******ҋҋҍҍҏҏґґғғҕҕҗҗҙҙққҝҝҟҟҡҡңңҥҥҧҧҩҩҫҫҭҭүү"
    U"ұұҳҳҵҵҷҷҹҹhhҽҽҿҿӏжжӄӄӆӆӈӈӊӊӌӌӎӎӏaaaaӕӕeeәәәәжжззӡӡииииooөөөөээyyyyyyччӷӷыыӻӻӽӽӿӿ"
    U"ddԃԃԅԅԇԇԉԉԋԋԍԍԏԏԑԑԓԓԕԕԗԗԙԙqqwwԟԟԡԡԣԣԥԥԧԧԩԩԫԫԭԭԯԯ";
constexpr std::u32string_view from_1e00 =
    U"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
    U"oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyẚsẜẝßẟ"
    U"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
    U"uuyyyyyyyyỻỻỽỽỿỿaaaaaaaaaaaaaaaaeeeeee**eeeeee**hhhhhhhhhhhhhhhhiiiiiiiiiiiiiiii"
    U"oooooo**oooooo**yyyyyyyy*y*y*y*yωωωωωωωωωωωωωωωωaaeehhiiooyyωω**aaaaaaaaaaaaaaaa"
    U"hhhhhhhhhhhhhhhhωωωωωωωωωωωωωωωωaaaaa*aaaaaaa᾽i᾿῀¨hhh*hheehhh᾿᾿᾿iiii**iiiiii*῾῾῾"
    U"yyyyppyyyyyyp¨¨`**ωωω*ωωooωωω´῾*";

char32_t folded(char32_t point) {
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0; // full width
    if (point >= 'A' && point <= 'Z')
        return point - 'A' + 'a';
    for (const auto& [first, letters] :
         {std::pair{char32_t{0xC0}, from_c0}, {char32_t{0x370}, from_370}, {char32_t{0x1E00}, from_1e00}})
        if (point >= first && point - first < letters.size() && letters[point - first] != U'*')
            return letters[point - first];
    return point;
}

enum class Script { none, latin, greek, cyrillic };

Script script_of(char32_t point) {
    static constexpr std::array<Range, 7> latin{
        {{'A', 'Z'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2AF}, {0x1E00, 0x1EFF}, {0xFF21, 0xFF5A}}};
    static constexpr std::array<Range, 2> greek{{{0x370, 0x3FF}, {0x1F00, 0x1FFF}}};
    static constexpr std::array<Range, 4> cyrillic{
        {{0x400, 0x52F}, {0x1C80, 0x1C8F}, {0x2DE0, 0x2DFF}, {0xA640, 0xA69F}}};
    return is_in(point, latin)      ? Script::latin
           : is_in(point, greek)    ? Script::greek
           : is_in(point, cyrillic) ? Script::cyrillic
                                    : Script::none;
}

/// The word that has letters of two alphabets, or "".
std::u32string mixed_word(std::u32string_view points) {
    std::u32string word;
    Script of_word = Script::none;
    bool is_mixed = false;
    for (std::size_t i = 0; i <= points.size(); ++i) {
        if (i == points.size() || is_space(points[i]) || points[i] == '-') {
            if (is_mixed)
                return word;
            word.clear();
            of_word = Script::none;
            continue;
        }
        word += points[i];
        const Script script = script_of(points[i]);
        is_mixed = is_mixed || (script != Script::none && of_word != Script::none && script != of_word);
        of_word = script != Script::none ? script : of_word;
    }
    return {};
}

std::u32string written_points(std::string_view name) {
    std::u32string points;
    for (const char32_t point : points_of(name))
        if (!is_space(point) && !is_unseen(point))
            points += point;
        else if (is_space(point) && !points.empty() && points.back() != ' ')
            points += U' ';
    if (points.ends_with(U' '))
        points.pop_back();
    return points;
}

} // namespace

std::string written_name(std::string_view name) {
    return utf8_of(written_points(name));
}

std::string name_key(std::string_view name) {
    std::u32string key;
    for (const char32_t point : written_points(name))
        if (point < 0x300 || point > 0x36F) // an accent by itself
            key += folded(point);
    return utf8_of(key);
}

std::optional<std::string> fault_of_name(std::string_view name) {
    const std::string key = name_key(name);
    if (key.empty())
        return "has nothing that can be seen";
    if (key == name_key(the_watch))
        return "signs what nobody does by hand";
    if (const std::u32string word = mixed_word(written_points(name)); !word.empty())
        return "has a word of letters of two alphabets (" + utf8_of(word) +
               "), which looks like another name; write each word in one alphabet";
    return std::nullopt;
}

} // namespace parley::app
