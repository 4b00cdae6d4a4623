#include "wire/talk_requests.hpp"

#include "wire/reading.hpp"

namespace parley::wire {

namespace {

constexpr std::size_t words_max = 2'000;
constexpr core::Micros ahead_max = core::seconds(400LL * 86'400);

std::optional<core::OfferId> offer_id(Body& body) {
    const auto id = body.id("offer_id", false);
    if (!id)
        return std::nullopt;
    core::OfferId offer;
    offer.high = id->high;
    offer.low = id->low;
    return offer;
}

std::optional<core::Instant> date_ahead(Body& body, std::string_view name, core::Instant now, bool required) {
    const auto at = body.instant(name, required);
    if (at && *at <= now)
        body.fail(name, "in_the_past", "must lie ahead");
    else if (at && *at - now > ahead_max)
        body.fail(name, "too_far_ahead", "must lie within 400 days");
    return at;
}

template <class Enum>
Enum one_of(Body& body, std::string_view name) {
    const auto names = names_of(Enum{});
    const auto word = body.word(name, {names.begin(), names.end()}, true);
    return word ? *core::from_name<Enum>(*word) : Enum{};
}

/// In capitals, as it was given: people type it as they like.
std::string visit_code(Body& body) {
    std::string code = body.text("code", 4, 20).value_or("");
    for (char& c : code)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return code;
}

std::string free_text(Body& body, std::string_view name) {
    return body.text(name, 0, words_max, false).value_or("");
}

} // namespace

Read<std::string> read_words(std::string_view text) {
    return reading<std::string>(
        text, [](Body& body, std::string& out) { out = body.text("text", 1, words_max).value_or(""); });
}

Read<core::SendMessage> read_message(std::string_view text) {
    return reading<core::SendMessage>(text, [](Body& body, core::SendMessage& out) {
        out.offer_id = offer_id(body);
        const bool beat = body.word("kind", {"message", "beat_this"}).value_or("message") == "beat_this";
        out.kind = beat ? core::MessageKind::beat_this : core::MessageKind::message;
        out.text = body.text("text", beat ? 0 : 1, words_max, !beat).value_or("");
    });
}

Read<core::SetReadiness> read_readiness(std::string_view text, core::Instant now) {
    return reading<core::SetReadiness>(text, [now](Body& body, core::SetReadiness& out) {
        body.may_be_null({"ask_at"});
        out.readiness = one_of<core::Readiness>(body, "state");
        const bool dated = out.readiness == core::Readiness::ask_me;
        out.ask_at = date_ahead(body, "ask_at", now, dated);
        if (out.ask_at && !dated)
            body.fail("ask_at", "not_expected", "goes with the state ask_me alone");
    });
}

Read<bool> read_flag(std::string_view text, std::string_view member) {
    return reading<bool>(text, [member](Body& body, bool& out) { out = body.truth(member, true).value_or(false); });
}

Read<core::Report> read_report(std::string_view text) {
    return reading<core::Report>(text, [](Body& body, core::Report& out) {
        out.offer_id = offer_id(body);
        if (const auto adviser = body.id("adviser", false)) {
            out.adviser.emplace();
            out.adviser->high = adviser->high;
            out.adviser->low = adviser->low;
        }
        out.about = one_of<core::Complaint>(body, "about");
        out.text = free_text(body, "text");
    });
}

Read<core::MakePromise> read_promise(std::string_view text, core::Instant now) {
    return reading<core::MakePromise>(text, [now](Body& body, core::MakePromise& out) {
        body.may_be_null({"due_at"});
        out.text = body.text("text", 1, 400).value_or("");
        out.due_at = date_ahead(body, "due_at", now, false);
    });
}

Read<std::string> read_note(std::string_view text) {
    if (text.empty())
        return std::string();
    return reading<std::string>(text, [](Body& body, std::string& out) { out = free_text(body, "note"); });
}

Read<core::JudgePromise> read_judgement(std::string_view text) {
    return reading<core::JudgePromise>(text, [](Body& body, core::JudgePromise& out) {
        out.kept = body.truth("kept", true).value_or(false);
        out.note = free_text(body, "note");
    });
}

Read<core::OfferRepair> read_repair(std::string_view text, core::Instant now) {
    return reading<core::OfferRepair>(text, [now](Body& body, core::OfferRepair& out) {
        body.may_be_null({"due_at"});
        out.text = body.text("text", 1, words_max).value_or("");
        out.due_at = date_ahead(body, "due_at", now, false);
    });
}

Read<core::AnswerRepair> read_repair_answer(std::string_view text) {
    return reading<core::AnswerRepair>(
        text, [](Body& body, core::AnswerRepair& out) { out.accepted = body.truth("accepted", true).value_or(false); });
}

Read<core::HandOver> read_hand_over(std::string_view text) {
    return reading<core::HandOver>(text, [](Body& body, core::HandOver& out) {
        out.kind = one_of<core::HandOffKind>(body, "kind");
        const bool visit = out.kind == core::HandOffKind::visit;
        out.target = body.text("url", 10, 800, !visit).value_or("");
        if (visit && !out.target.empty())
            body.fail("url", "not_expected", "a visit has no address to go to");
        else if (!out.target.empty() && !is_web_address(out.target))
            body.fail("url", "not_https", "must be an address that begins with https://");
    });
}

Read<std::string> read_visit_code(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) { out = visit_code(body); });
}

Read<std::string> read_postback(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) {
        body.word("event", {"redeemed"}, true);
        out = visit_code(body);
    });
}

Read<core::ReportOutcome> read_outcome(std::string_view text) {
    return reading<core::ReportOutcome>(text, [](Body& body, core::ReportOutcome& out) {
        body.may_be_null({"price"});
        out.where = one_of<core::BoughtWhere>(body, "where");
        out.price = body.integer("price", core::price_min, core::price_max, false);
        if (out.price && out.where == core::BoughtWhere::nowhere)
            body.fail("price", "not_expected", "nothing was bought");
        out.note = free_text(body, "note");
    });
}

Read<core::WriteReview> read_review(std::string_view text) {
    return reading<core::WriteReview>(text, [](Body& body, core::WriteReview& out) {
        out.rating = body.integer("rating", 1, 5).value_or(0);
        out.incentive = body.truth("incentive").value_or(false);
        out.text = free_text(body, "text");
    });
}

Read<core::ShareOutcome> read_share(std::string_view text) {
    return reading<core::ShareOutcome>(text, [](Body& body, core::ShareOutcome& out) {
        out.shared = body.truth("shared", true).value_or(false);
        out.text = body.text("text", 0, 400, false).value_or("");
    });
}

Read<ReadMark> read_mark(std::string_view text) {
    return reading<ReadMark>(text, [](Body& body, ReadMark& out) {
        out.offer_id = offer_id(body);
        out.questions = body.truth("questions").value_or(false);
        out.upto = body.integer("upto", 0, 1'000'000'000).value_or(0);
    });
}

Read<Reply> read_reply(std::string_view text) {
    return reading<Reply>(text, [](Body& body, Reply& out) {
        out.token = body.token("token").value_or("");
        out.text = free_text(body, "text");
    });
}

} // namespace parley::wire
