#include "wire/requests.hpp"

#include "digest/digest.hpp"
#include "wire/offer_details.hpp"
#include "wire/photos.hpp"
#include "wire/reading.hpp"
#include "wire/wish_requests.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

constexpr core::Micros needed_by_max = core::seconds(400LL * 86'400);
constexpr std::int64_t usual_radius_km = 40; // of a shop that names none

void read_money(Body& money, BudgetRequest& out) {
    out.amount = money.integer("amount", core::price_min, core::price_max).value_or(0);
    out.currency = money.word("currency", currencies, true).value_or("");
}

void read_budget(Body& budget, BudgetRequest& out) {
    read_money(budget, out);
    out.sealed = budget.word("visibility", {"public", "sealed"}).value_or("public") == "sealed";
}

template <class T, class Reader>
void optional_object(Body& body, std::string_view name, std::optional<T>& out, const Reader& read) {
    body.object(name, [&](Body& inner) { read(inner, out.emplace()); });
}

} // namespace

void read_place(Body& place, PlaceRequest& out) {
    if (place.has("lat") || place.has("lon")) {
        const auto lat = place.degrees("lat", 90);
        const auto lon = place.degrees("lon", 180);
        if (lat && lon)
            out.point = core::Point{*lat, *lon};
    } else {
        out.name = place.line("name", 1, 120).value_or("");
    }
}

std::vector<std::string> read_sectors(Body& body, bool required) {
    std::vector<std::string> sectors;
    const auto read = [&](Body& list, const std::string& index) {
        if (auto slug = list.text(index, 1, 80))
            sectors.push_back(std::move(*slug));
    };
    body.list("sectors", 1, 20, read, required);
    return sectors;
}

void read_trader(Body& trader, core::Value& out) {
    if (out.is_null())
        out = core::Value::Object{};
    trader.may_be_null({"address", "phone", "register", "register_no"});
    const auto keep = [&](const char* name, std::optional<std::string> value) {
        if (value)
            out[name] = *value;
        else if (trader.clears(name))
            out.as_object()->erase(name);
    };
    keep("kind", trader.word("kind", {"company", "sole_trader"}));
    keep("address", trader.text("address", 5, 300, false));
    keep("phone", trader.text("phone", 5, 40, false));
    keep("register", trader.text("register", 2, 80, false));
    keep("register_no", trader.text("register_no", 2, 40, false));
    if (const auto certified = trader.truth("certified"))
        out["certified"] = *certified;
}

Read<IntentRequest> read_intent(std::string_view text, core::Instant now) {
    return reading<IntentRequest>(text, [now](Body& body, IntentRequest& out) {
        body.may_be_null({"budget", "needed_by"});
        out.title = body.line("title", 3, 120).value_or("");
        out.text = body.text("text", 0, 4'000, false).value_or("");
        out.sector = body.text("sector", 1, 80).value_or("");
        body.object("place", [&](Body& place) { read_place(place, out.place); }, true);
        optional_object(body, "budget", out.budget, read_budget);
        out.needed_by = body.instant("needed_by");
        if (out.needed_by && *out.needed_by <= now)
            body.fail("needed_by", "in_the_past", "must lie ahead");
        else if (out.needed_by && *out.needed_by - now > needed_by_max)
            body.fail("needed_by", "too_far_ahead", "must lie within 400 days");
        body.object("attention", [&](Body& attention) {
            out.max_offers = attention.integer("max_offers", 1, 50);
            optional_object<app::MailWishes>(
                attention, "mail", out.wishes.mail,
                [](Body& mail, app::MailWishes& wishes) { read_mail_wishes(mail, wishes); });
        });
        out.wishes.preferred_first = body.truth("preferred_first").value_or(false);
        out.start_now = body.word("start", {"when_reachable", "now"}).value_or("when_reachable") == "now";
        out.advice_first = body.truth("advice_first").value_or(false);
        out.experiments = body.truth("experiments").value_or(true);
        out.answers = body.texts("answers", 16, 400);
        out.photos = read_photos(body);
        out.email = body.email("email").value_or("");
        out.name = body.line("name", 0, 120, false).value_or("");
        out.forecast = body.text("forecast", 1, 2'000, false).value_or("");
    });
}

Read<DraftRequest> read_draft(std::string_view text) {
    return reading<DraftRequest>(text, [](Body& body, DraftRequest& out) {
        out.text = body.text("text", 1, 1'000).value_or("");
        out.sector = body.text("sector", 1, 80, false);
        optional_object(body, "place", out.place, read_place);
        optional_object(body, "budget", out.budget, read_money);
    });
}

void read_offer(Body& body, OfferRequest& out) {
    out.price = body.integer("price", core::price_min, core::price_max).value_or(0);
    out.message = body.text("message", 0, 2'000, false).value_or("");
    out.details = read_details(body);
    out.photos = read_photos(body);
    out.accept = body.truth("accept").value_or(false);
    out.attributes = body.integers("attributes", 16, -1'000'000, 1'000'000);
    out.confirm = body.truth("confirm").value_or(false);
}

Read<OfferRequest> read_offer(std::string_view text) {
    return reading<OfferRequest>(text, [](Body& body, OfferRequest& out) { read_offer(body, out); });
}

Read<LinkedOfferRequest> read_linked_offer(std::string_view text) {
    return reading<LinkedOfferRequest>(text, [](Body& body, LinkedOfferRequest& out) {
        out.token = body.token("token").value_or("");
        body.object("offer", [&](Body& offer) { read_offer(offer, out.offer); }, true);
    });
}

Read<ConfirmationRequest> read_confirmation(std::string_view text) {
    return reading<ConfirmationRequest>(text, [](Body& body, ConfirmationRequest& out) {
        if (body.is_given("token")) {
            out.token = body.token("token").value_or("");
            return;
        }
        out.id = body.text("id", 26, 26).value_or("");
        out.code = body.text("code", 8, 8).value_or("");
        if (out.id.empty() || out.code.empty())
            return;
        if (!core::parse_id128(out.id))
            body.fail("id", "not_an_id", "must be an id of 26 characters");
        if (!std::all_of(out.code.begin(), out.code.end(), [](char c) { return c >= '0' && c <= '9'; }))
            body.fail("code", "not_a_code", "must be eight digits");
    });
}

Read<AwardRequest> read_award(std::string_view text) {
    return reading<AwardRequest>(text, [](Body& body, AwardRequest& out) {
        if (const auto id = body.id("offer_id")) {
            out.offer_id.high = id->high;
            out.offer_id.low = id->low;
        }
        out.reason = body.text("reason", 0, 400, false).value_or("");
    });
}

Read<BusinessRequest> read_business(std::string_view text) {
    return reading<BusinessRequest>(text, [](Body& body, BusinessRequest& out) {
        out.name = body.line("name", 2, 120).value_or("");
        out.email = body.email("email").value_or("");
        body.object("place", [&](Body& place) { read_place(place, out.place); }, true);
        out.radius_km = static_cast<std::int32_t>(body.integer("radius_km", 1, 1'000, false).value_or(usual_radius_km));
        out.sectors = read_sectors(body, true);
        body.object("trader", [&](Body& trader) { read_trader(trader, out.trader); });
        out.conduct = body.text("conduct", 1, 80, false).value_or("");
    });
}

Read<std::string> read_token(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) { out = body.token("token").value_or(""); });
}

Read<std::string> read_email(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) { out = body.email("email").value_or(""); });
}

Read<EmptyRequest> read_empty(std::string_view text) {
    if (text.empty())
        return EmptyRequest{};
    return reading<EmptyRequest>(text, [](Body&, EmptyRequest&) {});
}

Read<std::string> read_explanation(std::string_view text) {
    return reading<std::string>(
        text, [](Body& body, std::string& out) { out = body.text("explanation", 1, 1'000).value_or(""); });
}

Read<ListMailRequest> read_list_mail(std::string_view text) {
    return reading<ListMailRequest>(text, [](Body& body, ListMailRequest& out) {
        out.subject = body.text("subject", 3, 120).value_or("");
        out.text = body.text("text", 10, 4'000).value_or("");
    });
}

Read<std::string> read_agreement(std::string_view text) {
    return reading<std::string>(text,
                                [](Body& body, std::string& out) { out = body.text("wording", 1, 80).value_or(""); });
}

Read<std::string> read_reason(std::string_view text, const std::vector<std::string>& words) {
    if (text.empty() && words.empty())
        return std::string();
    return reading<std::string>(text, [&](Body& body, std::string& out) {
        if (words.empty())
            out = body.text("reason", 0, 400, false).value_or("");
        else
            out = body.word("reason", words, true).value_or("");
    });
}

Read<ExtensionRequest> read_extension(std::string_view text) {
    if (text.empty())
        return ExtensionRequest{};
    return reading<ExtensionRequest>(text, [](Body& body, ExtensionRequest& out) {
        out.widen_km = body.integer("widen_km", 0, 100, false).value_or(0);
    });
}

Read<core::IntentId> read_intent_id(std::string_view text) {
    return reading<core::IntentId>(text, [](Body& body, core::IntentId& out) {
        if (const auto id = body.id("intent_id")) {
            out.high = id->high;
            out.low = id->low;
        }
    });
}

Read<std::pair<std::string, std::vector<std::string>>> read_api_key(std::string_view text) {
    using Key = std::pair<std::string, std::vector<std::string>>;
    return reading<Key>(text, [](Body& body, Key& out) {
        out.first = body.text("label", 1, 80).value_or("");
        const auto read = [&](Body& scopes, const std::string& index) {
            if (auto scope = scopes.word(index, {"offers", "read", "profile", "webhooks"}, true))
                out.second.push_back(std::move(*scope));
        };
        body.list("scopes", 1, 8, read, true);
    });
}

std::string content_hash(std::string_view route, std::string_view body) {
    const ParsedBody parsed = parse_body(body);
    std::string hashed(route);
    hashed += '\n';
    hashed += parsed.value ? core::canonical(*parsed.value) : std::string(body);
    return digest::hex(digest::sha256(hashed));
}

} // namespace parley::wire
