#include "lab/design/cross_rule.hpp"

#include "lab/design/pointer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace parley::lab::design {

using core::Value;

struct CrossRule::Node {
    enum class Kind {
        constant,
        place,
        sum,
        difference,
        product,
        equal,
        unequal,
        at_most,
        at_least,
        below,
        above,
        among,
        both,
        either,
        implies
    };
    Kind kind = Kind::constant;
    Value constant = {};
    std::string pointer = {};            // of a place
    std::vector<std::string> words = {}; // of a list
    std::vector<Node> parts = {};
};

namespace {

using Node = CrossRule::Node;
using Kind = Node::Kind;

constexpr std::size_t text_max = 1'000; // characters: recursion has to end somewhere, and so has a reader's patience

// --- what a sentence says ---------------------------------------------------------------------------------------

std::optional<Value> value_of(const Node& node, const Value& rules);

std::optional<std::int64_t> number_of(const Node& node, const Value& rules) {
    const auto value = value_of(node, rules);
    const auto* number = value ? value->as_integer() : nullptr;
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<Value> computed(const Node& node, const Value& rules) {
    const auto left = number_of(node.parts[0], rules);
    const auto right = number_of(node.parts[1], rules);
    if (!left || !right)
        return std::nullopt;
    std::int64_t result = 0;
    const bool overflows = node.kind == Kind::sum          ? __builtin_add_overflow(*left, *right, &result)
                           : node.kind == Kind::difference ? __builtin_sub_overflow(*left, *right, &result)
                                                           : __builtin_mul_overflow(*left, *right, &result);
    return overflows ? std::nullopt : std::optional(Value(result));
}

std::optional<Value> value_of(const Node& node, const Value& rules) {
    if (node.kind == Kind::constant)
        return node.constant;
    if (node.kind != Kind::place)
        return computed(node, rules);
    const Value* value = find(rules, node.pointer);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

bool is_word(const Value& value, const std::string& word) {
    if (const auto* text = value.as_string())
        return word.ends_with('*') ? text->starts_with(word.substr(0, word.size() - 1)) : *text == word;
    return (value.as_integer() != nullptr || value.as_bool() != nullptr) && core::canonical(value) == word;
}

bool is_true(const Node& node, const Value& rules) {
    if (node.kind == Kind::implies)
        return !is_true(node.parts[0], rules) || is_true(node.parts[1], rules);
    const auto holds = [&](const Node& part) { return is_true(part, rules); };
    if (node.kind == Kind::both)
        return std::ranges::all_of(node.parts, holds);
    if (node.kind == Kind::either)
        return std::ranges::any_of(node.parts, holds);

    const auto left = value_of(node.parts[0], rules);
    if (!left)
        return false;
    if (node.kind == Kind::among)
        return std::ranges::any_of(node.words, [&](const std::string& word) { return is_word(*left, word); });
    const auto right = value_of(node.parts[1], rules);
    if (!right)
        return false;
    if (node.kind == Kind::equal || node.kind == Kind::unequal)
        return (*left == *right) == (node.kind == Kind::equal);
    const auto* low = left->as_integer();
    const auto* high = right->as_integer();
    if (low == nullptr || high == nullptr)
        return false;
    return node.kind == Kind::at_most    ? *low <= *high
           : node.kind == Kind::at_least ? *low >= *high
           : node.kind == Kind::below    ? *low < *high
                                         : *low > *high;
}

// --- reading ----------------------------------------------------------------------------------------------------

bool is_digit(char c) {
    return '0' <= c && c <= '9';
}
bool is_name_character(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || is_digit(c) || c == '_' || c == '.';
}

/// Reads by recursive descent. After the first fault it reads nothing more, and what it returns means nothing.
class SentenceReader {
public:
    SentenceReader(std::string_view text, const Value& rules) : text_(text), rules_(rules) {}

    Node sentence() {
        Node node = choice();
        if (accept("=>")) {
            demanded_.clear();
            Node demand = choice();
            node = Node{.kind = Kind::implies, .parts = {std::move(node), std::move(demand)}};
        }
        if (skip_spaces(); at_ < text_.size())
            fail("ends too early: '" + std::string(text_.substr(at_)) + "' is left");
        return node;
    }
    const std::string& fault() const { return fault_; }
    /// The pointers that the demand names: what comes after the arrow, or all of it.
    const std::vector<std::string>& demanded() const { return demanded_; }

private:
    Node choice() {
        return list_of(Kind::either, "or",
                       [this] { return list_of(Kind::both, "and", [this] { return comparison(); }); });
    }

    template <class Part>
    Node list_of(Kind kind, std::string_view between, const Part& part) {
        Node node{.kind = kind, .parts = {part()}};
        while (accept_word(between))
            node.parts.push_back(part());
        return node;
    }

    Node comparison() {
        Node left = sum();
        if (accept_word("in"))
            return Node{.kind = Kind::among, .words = list(), .parts = {std::move(left)}};
        // The longer sign of two that begin alike comes first.
        constexpr std::pair<std::string_view, Kind> signs[] = {{"==", Kind::equal},   {"!=", Kind::unequal},
                                                               {"<=", Kind::at_most}, {">=", Kind::at_least},
                                                               {"<", Kind::below},    {">", Kind::above}};
        for (const auto& [sign, kind] : signs)
            if (accept(sign)) {
                words_allowed_ = kind == Kind::equal || kind == Kind::unequal;
                Node right = sum();
                return Node{.kind = kind, .parts = {std::move(left), std::move(right)}};
            }
        fail("needs a comparison at '" + std::string(text_.substr(at_)) + "'");
        return {};
    }

    std::vector<std::string> list() {
        std::vector<std::string> words;
        if (!accept("("))
            fail("needs a list in parentheses after in");
        while (fault_.empty()) {
            skip_spaces();
            std::string word = name();
            if (accept("*"))
                word += '*';
            if (word.empty())
                fail("needs a word in its list at '" + std::string(text_.substr(at_)) + "'");
            words.push_back(std::move(word));
            if (accept(")"))
                break;
            if (!accept(","))
                fail("needs , or ) in its list at '" + std::string(text_.substr(at_)) + "'");
        }
        return words;
    }

    Node sum() {
        Node node = product();
        while (fault_.empty()) {
            const Kind kind = accept("+") ? Kind::sum : accept("-") ? Kind::difference : Kind::constant;
            if (kind == Kind::constant)
                break;
            node = Node{.kind = kind, .parts = {std::move(node), product()}};
        }
        return node;
    }

    Node product() {
        Node node = factor();
        while (fault_.empty() && accept("*"))
            node = Node{.kind = Kind::product, .parts = {std::move(node), factor()}};
        return node;
    }

    Node factor() {
        const bool may_be_word = std::exchange(words_allowed_, false);
        if (accept("(")) {
            Node inner = sum();
            if (!accept(")"))
                fail("needs ) at '" + std::string(text_.substr(at_)) + "'");
            return inner;
        }
        skip_spaces();
        if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '-'))
            return number();
        const std::string word = name();
        if (word.empty()) {
            fail("needs a name or a number at '" + std::string(text_.substr(at_)) + "'");
            return {};
        }
        if (word == "true" || word == "false")
            return Node{.constant = word == "true"};
        if (may_be_word && word.find('.') == std::string::npos && !goes_on_computing())
            return Node{.constant = word};
        return place(word);
    }

    Node number() {
        std::int64_t read = 0;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), read);
        if (error != std::errc())
            fail("needs a 64-bit integer at '" + std::string(text_.substr(at_)) + "'");
        at_ = static_cast<std::size_t>(end - text_.data());
        return Node{.constant = read};
    }

    Node place(const std::string& written) {
        std::string pointer;
        std::string section;
        for (std::size_t from = 0; from <= written.size();) {
            const std::size_t dot = std::min(written.find('.', from), written.size());
            section = pointer;
            pointer += step_to(std::string_view(written).substr(from, dot - from));
            from = dot + 1;
        }
        const bool is_bare = section.empty();
        if (is_bare && !section_.empty() && find(rules_, section_ + pointer) != nullptr)
            pointer = section_ + pointer;
        if (find(rules_, pointer) == nullptr)
            fail("names " + written + ", which the rules do not have");
        if (!is_bare)
            section_ = section;
        demanded_.push_back(pointer);
        return Node{.kind = Kind::place, .pointer = pointer};
    }

    std::string name() {
        const std::size_t from = at_;
        while (at_ < text_.size() && is_name_character(text_[at_]))
            ++at_;
        return std::string(text_.substr(from, at_ - from));
    }

    bool goes_on_computing() {
        skip_spaces();
        return at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-' || text_[at_] == '*');
    }

    bool accept(std::string_view sign) {
        skip_spaces();
        if (!fault_.empty() || !text_.substr(at_).starts_with(sign))
            return false;
        at_ += sign.size();
        return true;
    }
    bool accept_word(std::string_view word) {
        skip_spaces();
        const std::size_t end = at_ + word.size();
        return (end >= text_.size() || !is_name_character(text_[end])) && accept(word);
    }
    void skip_spaces() {
        while (at_ < text_.size() && text_[at_] == ' ')
            ++at_;
    }
    void fail(std::string why) {
        if (fault_.empty())
            fault_ = std::move(why);
    }

    std::string_view text_;
    const Value& rules_;
    std::size_t at_ = 0;
    bool words_allowed_ = false; // what comes next is right behind == or !=
    std::string section_;        // where the last dotted name led, for the bare ones after it
    std::vector<std::string> demanded_;
    std::string fault_;
};

std::string code_for(const std::vector<std::string>& demanded) {
    constexpr std::string_view total = "/max_total_s";
    if (std::ranges::any_of(demanded, [&](const std::string& pointer) { return pointer.ends_with(total); }))
        return "E_CROSS_TOTAL";
    std::string code = "E_CROSS_";
    if (demanded.empty())
        return code + "RULE";
    const std::string member = steps_of(demanded.front())->front();
    for (const char c : member)
        code += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return code;
}

} // namespace

DesignResult<CrossRule> CrossRule::read(std::string_view text, const Value& rules, std::string code) {
    if (text.size() > text_max)
        return DesignFault{"", "must not be longer than 1000 characters"};
    SentenceReader reader(text, rules);
    auto root = std::make_shared<Node>(reader.sentence());
    if (!reader.fault().empty())
        return DesignFault{"", reader.fault()};
    if (code.empty())
        code = code_for(reader.demanded());
    return CrossRule(std::string(text), std::move(code), std::move(root));
}

bool CrossRule::holds_for(const Value& rules) const {
    return is_true(*root_, rules);
}

} // namespace parley::lab::design
