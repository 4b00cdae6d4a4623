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

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csv_text(std::string_view text) {
    const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    return csv_field((is_formula ? "'" : "") + std::string(text));
}

namespace {

/// Where one is in a text, as a person would count it.
class Walk {
public:
    explicit Walk(std::string_view text) : text_(text) {}

    bool is_over() const { return at_ == text_.size(); }
    std::size_t line() const { return line_; }
    bool sees(std::string_view next) const { return text_.substr(at_).starts_with(next); }
    bool sees_any(std::string_view some) const { return !is_over() && some.find(text_[at_]) != std::string_view::npos; }
    char take() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            line_begins_ = at_;
        }
        return c;
    }
    /// Whether it was next, and so is behind us.
    bool take_if(std::string_view next) {
        const bool is_next = sees(next);
        for (std::size_t i = 0; is_next && i < next.size(); ++i)
            take();
        return is_next;
    }
    CsvFault fault(std::string detail) const { return {line_, at_ - line_begins_ + 1, std::move(detail)}; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t line_begins_ = 0;
};

boost::system::result<std::string, CsvFault> strict_field(Walk& walk) {
    std::string field;
    if (!walk.sees("\"")) {
        while (!walk.is_over() && !walk.sees_any(",\r\n\""))
            field += walk.take();
        if (walk.sees("\""))
            return walk.fault("has a quote in a field that does not begin with one");
        return field;
    }
    const CsvFault begins = walk.fault("begins with a quote that is never closed");
    walk.take();
    while (!walk.is_over())
        if (walk.take_if("\"\""))
            field += '"';
        else if (walk.take_if("\""))
            return field;
        else
            field += walk.take();
    return begins;
}

} // namespace

boost::system::result<std::vector<CsvRecord>, CsvFault> strict_csv(std::string_view text) {
    std::vector<CsvRecord> records;
    Walk walk(text);
    while (!walk.is_over()) {
        CsvRecord record{walk.line(), {}};
        do {
            auto field = strict_field(walk);
            if (!field)
                return field.error();
            record.fields.push_back(std::move(*field));
        } while (walk.take_if(","));
        const CsvFault end = walk.fault("");
        if (!walk.take_if("\r\n") && !walk.take_if("\n"))
            return walk.fault(walk.is_over() ? "ends without an end of line" : "has more after the end of a field");
        if (!records.empty() && record.fields.size() != records.front().fields.size())
            return CsvFault{end.line, end.byte,
                            "ends a record of " + std::to_string(record.fields.size()) +
                                " fields, where the header has " + std::to_string(records.front().fields.size())};
        records.push_back(std::move(record));
    }
    if (records.empty())
        return CsvFault{1, 1, "has no header"};
    return records;
}

} // namespace parley::wire
