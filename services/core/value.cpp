#include "core/value.hpp"

#include "core/assert.hpp"

#include <array>
#include <charconv>

namespace parley::core {

namespace {

constexpr std::size_t usual_length = 512; // of an event or a push, so that its text grows once

bool stands_for_itself(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void write_escaped(std::string& out, char c) {
    constexpr char hex[] = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\b':
        out += "\\b";
        break;
    case '\t':
        out += "\\t";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\f':
        out += "\\f";
        break;
    case '\r':
        out += "\\r";
        break;
    default:
        out += "\\u00";
        out += hex[static_cast<unsigned char>(c) >> 4];
        out += hex[static_cast<unsigned char>(c) & 15];
    }
}

void write_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t begun = 0; // of what is not written yet and stands for itself
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (stands_for_itself(text[i]))
            continue;
        out.append(text, begun, i - begun);
        write_escaped(out, text[i]);
        begun = i + 1;
    }
    out.append(text, begun);
    out += '"';
}

void write_integer(std::string& out, std::int64_t number) {
    std::array<char, 20> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

void write(std::string& out, const Value& value) {
    if (const auto* truth = value.as_bool()) {
        out += *truth ? "true" : "false";
    } else if (const auto* number = value.as_integer()) {
        write_integer(out, *number);
    } else if (const auto* text = value.as_string()) {
        write_string(out, *text);
    } else if (const auto* items = value.as_array()) {
        out += '[';
        const char* separator = "";
        for (const Value& item : *items) {
            out += separator;
            write(out, item);
            separator = ",";
        }
        out += ']';
    } else if (const auto* members = value.as_object()) {
        out += '{';
        const char* separator = "";
        for (const auto& [name, member] : *members) {
            out += separator;
            write_string(out, name);
            out += ':';
            write(out, member);
            separator = ",";
        }
        out += '}';
    } else {
        out += "null";
    }
}

} // namespace

const Value& Value::at(std::string_view name) const {
    static const Value absent;
    const auto* members = as_object();
    if (members == nullptr)
        return absent;
    const auto found = members->find(name);
    return found == members->end() ? absent : found->second;
}

Value& Value::operator[](std::string_view name) {
    if (is_null())
        data_ = Object{};
    auto* members = as_object();
    PARLEY_ASSERT(members != nullptr, "only an object has members");
    const auto found = members->find(name);
    return found != members->end() ? found->second : (*members)[std::string(name)];
}

void Value::push_back(Value item) {
    if (is_null())
        data_ = Array{};
    auto* items = as_array();
    PARLEY_ASSERT(items != nullptr, "only an array can grow");
    items->push_back(std::move(item));
}

std::string canonical(const Value& value) {
    std::string out;
    if (value.as_object() != nullptr || value.as_array() != nullptr)
        out.reserve(usual_length);
    write(out, value);
    return out;
}

void ObjectText::begin(std::string_view name) {
    PARLEY_ASSERT(latest_ < name, "members come in the order of their names");
    text_.reserve(usual_length);
    if (text_.size() > 1)
        text_ += ',';
    write_string(text_, name);
    text_ += ':';
    latest_ = name;
}

void ObjectText::value(std::string_view name, const Value& member) {
    begin(name);
    write(text_, member);
}

void ObjectText::text(std::string_view name, std::string_view member) {
    begin(name);
    write_string(text_, member);
}

void ObjectText::number(std::string_view name, std::int64_t member) {
    begin(name);
    write_integer(text_, member);
}

void ObjectText::written(std::string_view name, std::string_view json) {
    begin(name);
    text_ += json;
}

std::string ObjectText::end() {
    return std::move(text_) + '}';
}

} // namespace parley::core
