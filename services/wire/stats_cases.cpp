#include "wire/stats_cases.hpp"

#include "wire/stats_methods.hpp"

#include <algorithm>
#include <cmath>

namespace parley::wire {

namespace {

const StatsMethod* method_named(std::string_view name) {
    for (const auto methods : {methods_of_means(), methods_of_tests(), methods_of_models()})
        if (const auto found = std::ranges::find(methods, name, &StatsMethod::name); found != methods.end())
            return &*found;
    return nullptr;
}

bool has_no_number(const StatsJson& value) {
    if (value.is_number_float())
        return !std::isfinite(value.get<double>());
    return value.is_structured() && std::ranges::any_of(value, has_no_number);
}

StatsJson answer(const StatsJson& one, const StatsJson& cases) {
    std::string fault;
    if (!one.is_object())
        return {{"id", nullptr}, {"error", "a case must be an object"}};
    const StatsInput reading(one, "", cases, fault);
    StatsJson result{{"id", reading.label("id")}};
    const std::string name = reading.text("method", "");
    const StatsMethod* method = method_named(name);
    if (method == nullptr)
        reading.fail("method", "there is no method \"" + name + "\"");
    const StatsInput input = reading.object("input");
    StatsJson output;
    if (fault.empty())
        output = method->answer(input);
    // An engine that overflowed has nothing to say; a null among numbers would look like an answer.
    if (has_no_number(output))
        output = {{"uninformative", "the numbers are too large or too small to compute with"}};
    if (fault.empty())
        result["output"] = std::move(output);
    else
        result["error"] = fault;
    return result;
}

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

boost::system::result<std::string, FieldError> answer_stats_cases(std::string_view text) {
    const StatsJson document = StatsJson::parse(text, nullptr, false);
    if (document.is_discarded())
        return unreadable_stats(text);
    if (!document.is_object() || !document.contains("cases") || !document.at("cases").is_array())
        return FieldError{"/cases", "required", "must be an array of cases"};
    const StatsJson& cases = document.at("cases");
    StatsJson results = StatsJson::array();
    for (const StatsJson& one : cases)
        results.push_back(answer(one, cases));
    const StatsJson answered{{"results", std::move(results)}};
    return {boost::system::in_place_value, answered.dump(2, ' ', false, StatsJson::error_handler_t::replace)};
}

} // namespace parley::wire
