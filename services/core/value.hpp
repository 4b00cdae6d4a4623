// The value that hashes and logs are made of: objects, arrays, 64-bit integers, strings, booleans and null, no floats.
// canonical() writes the one form in which two equal values are equal bytes. Reading JSON text is left to wire.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley::core {

class Value {
public:
    using Array = std::vector<Value>;
    using Object = std::map<std::string, Value, std::less<>>;

    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool truth) : data_(truth) {}
    Value(std::int64_t number) : data_(number) {}
    Value(int number) : data_(static_cast<std::int64_t>(number)) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(Array items) : data_(std::move(items)) {}
    Value(Object members) : data_(std::move(members)) {}

    bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
    const bool* as_bool() const { return std::get_if<bool>(&data_); }
    const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data_); }
    const std::string* as_string() const { return std::get_if<std::string>(&data_); }
    const Array* as_array() const { return std::get_if<Array>(&data_); }
    const Object* as_object() const { return std::get_if<Object>(&data_); }
    Array* as_array() { return std::get_if<Array>(&data_); }
    Object* as_object() { return std::get_if<Object>(&data_); }

    /// The member of that name, or null: absent and not-an-object look alike on purpose.
    const Value& at(std::string_view name) const;
    /// Makes this an object if it is null, and gives the member, made if absent. Asserts on any other kind.
    Value& operator[](std::string_view name);
    /// Makes this an array if it is null and adds at its end. Asserts on any other kind.
    void push_back(Value item);

    friend bool operator==(const Value&, const Value&) = default;

private:
    std::variant<std::nullptr_t, bool, std::int64_t, std::string, Array, Object> data_ = nullptr;
};

/// Canonical JSON (DESIGN 4): UTF-8 as it is, keys sorted bytewise, no spaces; only ", \ and control characters are
/// escaped (\b \t \n \f \r by letter, others as \u00xx in lower case).
std::string canonical(const Value& value);

/// The canonical JSON of an object whose members are somewhere else: written as they come, and never copied into a
/// value. Asserts that their names come in order.
class ObjectText {
public:
    void value(std::string_view name, const Value& member);
    void text(std::string_view name, std::string_view member);
    void number(std::string_view name, std::int64_t member);
    /// A member that is canonical JSON already.
    void written(std::string_view name, std::string_view json);
    /// The whole object; nothing can be added afterwards.
    std::string end();

private:
    void begin(std::string_view name);
    std::string text_ = "{";
    std::string latest_;
};

} // namespace parley::core
