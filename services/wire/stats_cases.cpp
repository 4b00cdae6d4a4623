#include "wire/stats_cases.hpp"

#include "wire/stats_document.hpp"
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
    // Beside the output, which has the keys of its method and no others.
    if (const auto note = output.find("note"); note != output.end()) {
        result["note"] = std::move(*note);
        output.erase(note);
    }
    if (fault.empty())
        result["output"] = std::move(output);
    else
        result["error"] = fault;
    return result;
}

} // namespace

boost::system::result<StatsAnswer, FieldError> answer_stats_cases(std::string_view text) {
    const auto document = stats_document_in(text);
    if (!document)
        return document.error();
    if (!document->is_object() || !document->contains("cases") || !document->at("cases").is_array())
        return FieldError{"/cases", "required", "must be an array of cases"};
    const StatsJson& cases = document->at("cases");
    StatsAnswer answered;
    StatsJson results = StatsJson::array();
    for (const StatsJson& one : cases) {
        StatsJson result = answer(one, cases);
        if (const StatsJson& id = result.at("id"); result.contains("error"))
            answered.not_computed.push_back(id.is_string() ? id.get<std::string>()
                                            : id.is_null() ? "/cases/" + std::to_string(answered.cases)
                                                           : id.dump());
        ++answered.cases;
        results.push_back(std::move(result));
    }
    answered.text = StatsJson{{"results", std::move(results)}}.dump(2, ' ', false, StatsJson::error_handler_t::replace);
    return answered;
}

} // namespace parley::wire
