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

// Builds the value while the text is read, so that no document is held twice and a bad one stops at its first fault.
class ValueBuilder final : public Json::json_sax_t {
public:
    explicit ValueBuilder(int depth_max) : depth_max_(static_cast<std::size_t>(depth_max)) {}
    std::optional<Value> take() { return std::move(root_); }

    bool null() override { return put(Value()); }
    bool boolean(bool truth) override { return put(Value(truth)); }
    bool number_integer(number_integer_t number) override { return put(Value(std::int64_t{number})); }
    bool number_unsigned(number_unsigned_t number) override {
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return false;
        return put(Value(static_cast<std::int64_t>(number)));
    }
    bool number_float(number_float_t, const string_t&) override { return false; }
    bool string(string_t& text) override { return put(Value(std::move(text))); }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(Value(Value::Object())); }
    bool key(string_t& name) override {
        Level& level = open_.back();
        if (level.value.as_object()->contains(name))
            return false;
        level.key = std::move(name);
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Value(Value::Array())); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    struct Level {
        Value value;
        std::string key; // of the member being read
    };

    bool open(Value empty) {
        if (open_.size() >= depth_max_)
            return false;
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
            members->emplace(std::move(open_.back().key), std::move(value));
        } else {
            open_.back().value.push_back(std::move(value));
        }
        return true;
    }

    std::size_t depth_max_;
    std::vector<Level> open_;
    std::optional<Value> root_;
};

} // namespace

std::string to_json(const Value& value) {
    return core::canonical(value);
}

std::optional<Value> parse_value(std::string_view text, int depth_max) {
    ValueBuilder builder(depth_max);
    if (!Json::sax_parse(text.begin(), text.end(), &builder))
        return std::nullopt;
    return builder.take();
}

} // namespace parley::wire
