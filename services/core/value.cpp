#include "core/value.hpp"

#include "core/assert.hpp"

namespace parley::core {

namespace {

void write_string(std::string& out, std::string_view text) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
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
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += hex[static_cast<unsigned char>(c) >> 4];
                out += hex[static_cast<unsigned char>(c) & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

void write(std::string& out, const Value& value) {
    if (const auto* truth = value.as_bool()) {
        out += *truth ? "true" : "false";
    } else if (const auto* number = value.as_integer()) {
        out += std::to_string(*number);
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
    write(out, value);
    return out;
}

} // namespace parley::core
