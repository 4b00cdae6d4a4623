#include "wire/csv.hpp"

namespace parley::wire {

std::optional<std::vector<std::vector<std::string>>> parse_csv(std::string_view text) {
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::string field;
    bool quoted = false;
    bool any = false; // something of the present record was read
    const auto end_field = [&] {
        record.push_back(std::move(field));
        field.clear();
    };
    const auto end_record = [&] {
        end_field();
        records.push_back(std::move(record));
        record.clear();
        any = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                field += text[++i];
            else
                quoted = false;
            continue;
        }
        switch (c) {
        case '"':
            quoted = true;
            any = true;
            break;
        case ',':
            end_field();
            any = true;
            break;
        case '\r':
            break;
        case '\n':
            if (any || !field.empty())
                end_record();
            break;
        default:
            field += c;
            any = true;
        }
    }
    if (quoted)
        return std::nullopt;
    if (any || !field.empty())
        end_record();
    return records;
}

std::string csv_text(std::string_view text) {
    std::string field;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        field += '\'';
    field += text;
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace parley::wire
