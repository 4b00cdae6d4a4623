#include "wire/value_json.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace parley::wire {

namespace {

using core::Value;
using Json = nlohmann::json;

/// A name as RFC 6901 writes it.
std::string escaped(std::string_view name) {
    std::string text;
    for (const char c : name)
        text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

/// Which numbers are taken: whole ones of 64 bits, decimals too, or any.
enum class Numbers { whole, decimal, any };

// Builds the value while the text is read, so that no document is held twice and a bad one stops at its first fault.
class ValueBuilder final : public Json::json_sax_t {
public:
    ValueBuilder(int depth_max, Numbers numbers) : depth_max_(static_cast<std::size_t>(depth_max)), numbers_(numbers) {}
    std::optional<Value> take() { return std::move(root_); }
    const std::string& fault() const { return fault_; }
    std::size_t byte() const { return byte_; }
    const std::string& number() const { return number_; }
    /// Where reading stopped, as an RFC 6901 pointer.
    std::string pointer() const {
        std::string path;
        for (const Level& level : open_) {
            if (level.value.as_object() != nullptr && !level.key)
                break; // between two members
            path += '/';
            if (const auto* items = level.value.as_array())
                path += std::to_string(items->size());
            else if (level.key)
                path += escaped(*level.key);
        }
        return path;
    }

    bool null() override { return put(Value()); }
    bool boolean(bool truth) override { return put(Value(truth)); }
    bool number_integer(number_integer_t number) override { return put(Value(std::int64_t{number})); }
    bool number_unsigned(number_unsigned_t number) override {
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return numbers_ == Numbers::any ? put(decimal(std::to_string(number))) : fail("number_out_of_range");
        return put(Value(static_cast<std::int64_t>(number)));
    }
    bool number_float(number_float_t, const string_t& text) override {
        if (numbers_ == Numbers::whole)
            return fail("number_out_of_range");
        return put(decimal(text));
    }
    bool string(string_t& text) override { return put(Value(std::move(text))); }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(Value(Value::Object())); }
    bool key(string_t& name) override {
        Level& level = open_.back();
        level.key = std::move(name);
        return !level.value.as_object()->contains(*level.key) || fail("duplicate_key");
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Value(Value::Array())); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t byte, const std::string& token, const nlohmann::detail::exception& error) override {
        constexpr int beyond_a_double = 406;
        if (error.id == beyond_a_double)
            number_ = token;
        byte_ = byte;
        return fail("invalid_json");
    }

private:
    struct Level {
        Value value;
        std::optional<std::string> key; // of the member being read
    };

    bool open(Value empty) {
        if (open_.size() >= depth_max_)
            return fail("too_deep");
        open_.push_back({std::move(empty), {}});
        return true;
    }
    bool close() {
        Value done = std::move(open_.back().value);
        open_.pop_back();
        return put(std::move(done));
    }
    bool put(Value value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (auto* members = open_.back().value.as_object()) {
            members->emplace(std::move(*open_.back().key), std::move(value));
            open_.back().key.reset();
        } else {
            open_.back().value.push_back(std::move(value));
        }
        return true;
    }

    bool fail(const char* fault) {
        if (fault_.empty())
            fault_ = fault;
        return false;
    }

    std::size_t depth_max_;
    Numbers numbers_;
    std::string fault_;
    std::size_t byte_ = 0;
    std::string number_;
    std::vector<Level> open_;
    std::optional<Value> root_;
};

/// Whether the whole text is one document. The parser takes a NUL for the end of its text, and no JSON has one.
bool reads(std::string_view text, ValueBuilder& builder) {
    const std::string_view before_nul = text.substr(0, text.find('\0'));
    return Json::sax_parse(before_nul.begin(), before_nul.end(), &builder) && before_nul.size() == text.size();
}

ParsedBody body_of(std::string_view text, Numbers numbers) {
    ValueBuilder builder(json_depth_max, numbers);
    ParsedBody parsed;
    if (reads(text, builder)) {
        parsed.value = builder.take();
        return parsed;
    }
    parsed.pointer = builder.pointer();
    parsed.fault = builder.fault().empty() ? "invalid_json" : builder.fault();
    parsed.byte = builder.byte() > 0 ? builder.byte() : text.find('\0') + 1;
    parsed.number = builder.number();
    return parsed;
}

} // namespace

std::string to_json(const Value& value) {
    return core::canonical(value);
}

std::optional<Value> parse_value(std::string_view text, int depth_max) {
    ValueBuilder builder(depth_max, Numbers::whole);
    if (!reads(text, builder))
        return std::nullopt;
    return builder.take();
}

Value decimal(std::string_view text) {
    Value value;
    value[decimal_member] = text;
    return value;
}

const Value::Object* members_of(const Value& value) {
    const auto* members = value.as_object();
    return members != nullptr && members->contains(decimal_member) ? nullptr : members;
}

std::optional<std::string> decimal_in(const Value& value, const std::string& pointer) {
    if (const auto* items = value.as_array()) {
        for (std::size_t i = 0; i < items->size(); ++i)
            if (auto found = decimal_in((*items)[i], pointer + '/' + std::to_string(i)))
                return found;
    } else if (const auto* members = members_of(value)) {
        for (const auto& [name, member] : *members)
            if (auto found = decimal_in(member, pointer + '/' + escaped(name)))
                return found;
    } else if (value.as_object() != nullptr) {
        return pointer;
    }
    return std::nullopt;
}

ParsedBody parse_body(std::string_view text) {
    return body_of(text, Numbers::decimal);
}

ParsedBody parse_numbers(std::string_view text) {
    return body_of(text, Numbers::any);
}

} // namespace parley::wire
