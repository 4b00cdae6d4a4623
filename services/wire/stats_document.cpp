#include "wire/stats_document.hpp"

#include <algorithm>
#include <cmath>

namespace parley::wire {

namespace {

/// The line and the column of a byte, both from 1.
std::string place_of(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(line) + ", column " +
           std::to_string(std::max<std::size_t>(before.size() - begin, 1));
}

/// Takes nothing of a text but where it stops to be JSON, and why.
class FaultFinder final : public StatsJson::json_sax_t {
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t value, const string_t& token) override {
        is_too_large = !std::isfinite(value);
        last_token = token;
        return !is_too_large;
    }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t byte, const std::string& token, const nlohmann::detail::exception& error) override {
        constexpr int number_out_of_range = 406;
        is_too_large = error.id == number_out_of_range;
        at_byte = byte;
        last_token = token;
        return false;
    }
    std::size_t at_byte = 0;
    bool is_too_large = false;
    std::string last_token;
};

FieldError unreadable_stats(std::string_view text) {
    FaultFinder finder;
    StatsJson::sax_parse(text, &finder);
    return {place_of(text, finder.at_byte), "invalid_json",
            finder.is_too_large ? finder.last_token + " is beyond what a double can hold"
                                : "here the file is not JSON"};
}

} // namespace

boost::system::result<StatsJson, FieldError> stats_document_in(std::string_view text) {
    StatsJson document = StatsJson::parse(text, nullptr, false);
    if (document.is_discarded())
        return unreadable_stats(text);
    return {boost::system::in_place_value, std::move(document)};
}

} // namespace parley::wire
