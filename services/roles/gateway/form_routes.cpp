// Asking without a script. Each form is a skin over the call that the page with a script makes: what is filled in
// becomes its body, and what is wrong with the body stands beside the field that it came from.

#include "app/secrets.hpp"
#include "roles/gateway/form_html.hpp"
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/page_shell.hpp"
#include "roles/gateway/public_html.hpp"
#include "roles/gateway/router.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

using Shell = std::shared_ptr<const PageShell>;
using Fields = std::map<std::string, std::string>;

http::Response form_page(const Shell& shell, int status, const std::string& title, const std::string& main) {
    PageHead head;
    head.title = title;
    head.description = "Say what you want to buy; small shops nearby bid for it.";
    http::Response response = html_response(status, shell->page(head, main));
    response.set("X-Robots-Tag", not_indexed);
    response.set("Cache-Control", "no-store"); // It may hold what was filled in.
    // Without it a browser does not say where a form comes from, and it would be refused.
    response.set("Referrer-Policy", "same-origin");
    return response;
}

/// The fields of application/x-www-form-urlencoded; the last of a name counts. Nothing for a broken escape.
std::optional<Fields> fields_in(std::string_view body) {
    Fields fields;
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = http::percent_decoded(pair.substr(0, equals), true);
        auto value = http::percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value)
            return std::nullopt;
        fields[std::move(*name)] = std::move(*value);
    }
    return fields;
}

FormState filled_in(const Call& call) {
    auto fields = fields_in(call.request.body);
    if (!fields)
        fail(problem(400, "bad_form", "The form cannot be read."));
    return {std::move(*fields), {}, {}};
}

std::string taken(const FormState& form, const std::string& name) {
    const auto found = form.values.find(name);
    return found == form.values.end() ? "" : wire::trimmed(found->second);
}

/// "600", "£600" or "599.50" in pence; nothing for what is no such amount.
std::optional<core::Minor> pence_in(std::string_view text) {
    if (text.starts_with("\xC2\xA3"))
        text.remove_prefix(2);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view pounds = text.substr(0, point);
    std::string_view pence = text.substr(std::min(point + 1, text.size()));
    const auto are_digits = [](std::string_view part) {
        return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (pounds.empty() || pounds.size() > 8 || !are_digits(pounds) || !are_digits(pence) ||
        (point != text.size() && pence.size() != 2))
        return std::nullopt;
    core::Minor amount = 0;
    for (const char digit : std::string(pounds) + (pence.empty() ? "00" : std::string(pence)))
        amount = amount * 10 + (digit - '0');
    return amount;
}

std::string pounds_of(core::Minor amount) {
    const std::string pence = std::to_string(amount % 100);
    return std::to_string(amount / 100) + (amount % 100 == 0 ? "" : '.' + std::string(2 - pence.size(), '0') + pence);
}

/// The call that stands behind a form, by the same answering as for everybody.
class Behind {
public:
    Behind(const Router& router, std::string path) : router_(router), path_(std::move(path)) {}

    asio::awaitable<http::Response> answer(Call call, const core::Value& body, const std::string& key) const {
        const Router::Found found = router_.find("POST", path_);
        call.request.path = path_;
        call.request.body = wire::to_json(body);
        std::erase_if(call.request.headers, [](const auto& one) { return one.name == "idempotency-key"; });
        if (!key.empty())
            call.request.headers.push_back({"idempotency-key", key});
        co_return co_await (*found.answer)(std::move(call));
    }

private:
    const Router& router_;
    std::string path_;
};

/// Puts what is wrong with a body beside the field that it came from; what no field stands for is told above them.
void tell_faults(FormState& form, const wire::Problem& problem) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 7> fields{{{"/title", "title"},
                                                                                     {"/sector", "sector"},
                                                                                     {"/place", "place"},
                                                                                     {"/budget", "budget"},
                                                                                     {"/needed_by", "needed_by"},
                                                                                     {"/email", "email"},
                                                                                     {"/code", "code"}}};
    for (const wire::FieldError& error : problem.errors)
        for (const auto& [pointer, name] : fields)
            if (error.pointer.starts_with(pointer))
                form.wrong[name] = "This " + error.detail + '.';
    form.problem = form.wrong.empty() ? problem.detail : "Please look at the marked fields.";
}

// --- the sentence, and the card that is read from it -------------------------------------------------------------

http::Response wish_page(const Shell& shell, int status, const FormState& form) {
    return form_page(shell, status, "Say what you want to buy", wish_main(form));
}

http::Response card_page(const Services& services, const Shell& shell, int status, const FormState& form) {
    return form_page(shell, status, "Is this right?", card_main(form, services.sectors));
}

asio::awaitable<http::Response> read_wish(const Services& services, const Shell& shell, Call call) {
    FormState form = filled_in(call);
    const std::string wish = taken(form, "wish");
    if (wire::code_points(wish) < 3 || wire::code_points(wish) > 1'000 || wire::unshowable(wish))
        form.wrong["wish"] = "Say in a few words what it is, in 1000 letters at most.";
    if (!form.wrong.empty())
        co_return wish_page(shell, 422, form);
    const core::request::Draft draft = services.drafts.read(wish, call.received_at());
    form.values["title"] = draft.title;
    form.values["sector"] = draft.sectors.empty() ? "" : draft.sectors.front().slug;
    form.values["place"] = draft.place ? draft.place->value.name : "";
    const bool in_pounds = draft.budget && !draft.budget_per_unit && draft.budget->value.currency == "GBP";
    form.values["budget"] = in_pounds ? pounds_of(draft.budget->value.amount) : "";
    form.values["needed_by"] = draft.needed_by ? core::to_rfc3339(draft.needed_by->value).substr(0, 10) : "";
    form.values["key"] = app::draw_token(services.random);
    co_return card_page(services, shell, 200, form);
}

/// The body of POST /v1/intents; what cannot be put into it is told beside its field.
core::Value intent_body(FormState& form) {
    core::Value body;
    body["title"] = taken(form, "title");
    body["text"] = taken(form, "wish");
    body["sector"] = taken(form, "sector");
    body["place"]["name"] = taken(form, "place");
    body["email"] = taken(form, "email");
    if (!taken(form, "usual_rules").empty())
        body["experiments"] = false;
    if (const std::string budget = taken(form, "budget"); !budget.empty()) {
        const auto amount = pence_in(budget);
        if (!amount)
            form.wrong["budget"] = "This is not an amount. Write 600 or 599.50.";
        body["budget"]["amount"] = amount.value_or(0);
        body["budget"]["currency"] = "GBP";
        body["budget"]["visibility"] = "public";
    }
    if (const std::string day = taken(form, "needed_by"); !day.empty())
        body["needed_by"] = day + "T17:00:00Z"; // by the end of work
    return body;
}

asio::awaitable<http::Response> send_card(const Services& services, const Shell& shell, const Behind& behind,
                                          Call call) {
    FormState form = filled_in(call);
    const core::Value body = intent_body(form);
    int status = 422;
    if (form.wrong.empty()) {
        try {
            // Sent twice it is one request; gone back to and changed it is another.
            const std::string key = app::secret_hash(taken(form, "key") + wire::to_json(body));
            const http::Response posted = co_await behind.answer(std::move(call), body, key);
            const auto answer = wire::parse_value(posted.body);
            FormState code;
            code.values["id"] = answer ? *answer->at("id").as_string() : "";
            co_return form_page(shell, 202, "One step left", code_main(code, taken(form, "email")));
        } catch (const ProblemError& error) {
            tell_faults(form, error.problem);
            status = error.problem.status;
        }
    }
    co_return card_page(services, shell, status, form);
}

asio::awaitable<http::Response> send_code(const Shell& shell, const Behind& behind, Call call) {
    FormState form = filled_in(call);
    const std::string id = taken(form, "id");
    core::Value body;
    body["id"] = id;
    body["code"] = taken(form, "code");
    try {
        const http::Response confirmed = co_await behind.answer(std::move(call), body, "");
        http::Response page = form_page(shell, 200, "Confirmed", confirmed_main(id));
        for (const http::Header& header : confirmed.headers)
            if (http::equals_ignoring_case(header.name, "set-cookie"))
                page.set(header.name, header.value);
        co_return page;
    } catch (const ProblemError& error) {
        tell_faults(form, error.problem);
        co_return form_page(shell, error.problem.status, "One step left", code_main(form, ""));
    }
}

} // namespace

void add_form_routes(Router& router, const Services& services) {
    const auto shell =
        std::make_shared<const PageShell>(std::filesystem::path(services.settings.share_dir) / "web" / "dist");
    router.add("GET", "/ask",
               [shell](Call) -> asio::awaitable<http::Response> { co_return wish_page(shell, 200, {}); });
    router.add("POST", "/ask", [&services, shell](Call call) { return read_wish(services, shell, std::move(call)); });
    const auto intents = std::make_shared<const Behind>(router, "/v1/intents");
    router.add("POST", "/ask/send", [&services, shell, intents](Call call) {
        return send_card(services, shell, *intents, std::move(call));
    });
    const auto codes = std::make_shared<const Behind>(router, "/v1/confirmations");
    router.add("POST", "/ask/code", [shell, codes](Call call) { return send_code(shell, *codes, std::move(call)); });
}

} // namespace parley::roles
