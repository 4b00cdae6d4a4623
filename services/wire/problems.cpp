#include "wire/problems.hpp"

#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

using core::RefusalCode;

struct Meaning {
    int status;
    const char* detail;
    const char* pointer; // the field that the refusal is about, or ""
};

Meaning meaning_of(RefusalCode code) {
    switch (code) {
    case RefusalCode::key_reused:
        return {422, "This Idempotency-Key was used before with other content.", ""};
    case RefusalCode::intent_unknown:
        return {404, "There is no such intent.", ""};
    case RefusalCode::not_confirmed:
        return {409, "The intent has not been confirmed by mail yet.", ""};
    case RefusalCode::already_confirmed:
        return {409, "The intent is confirmed already.", ""};
    case RefusalCode::intent_over:
        return {409, "The intent is over.", ""};
    case RefusalCode::not_invited:
        return {403, "This business does not match the intent.", ""};
    case RefusalCode::not_yours:
        return {403, "This is for somebody else to do.", ""};
    case RefusalCode::invitation_declined:
        return {409, "The invitation was declined.", ""};
    case RefusalCode::round_not_open:
        return {409, "The round has not opened yet.", ""};
    case RefusalCode::round_closed:
        return {409, "The round is closed.", ""};
    case RefusalCode::advice_first:
        return {409, "The buyer asks for advice first; offers are taken when the buyer asks for them.", ""};
    case RefusalCode::advice_over:
        return {409, "No advice is asked for here, or not any more.", ""};
    case RefusalCode::advice_unknown:
        return {404, "That business has not advised here.", "/adviser"};
    case RefusalCode::already_advised:
        return {409, "This business has advised already.", ""};
    case RefusalCode::not_recorded:
        return {503, "The offer came in time but could not be recorded before the close; it does not count.", ""};
    case RefusalCode::not_admitted:
        return {403, "This round is for those who did best in the one before.", ""};
    case RefusalCode::tied_to_buyer:
        return {403, "The same person stands behind this business and the intent.", ""};
    case RefusalCode::not_your_turn:
        return {409, "Offers are taken in turns, and it is not this one's.", ""};
    case RefusalCode::dropped_out:
        return {409, "A price of the falling clock went by without an accept; this business is out.", ""};
    case RefusalCode::clock_sets_price:
        return {409, "In this round the clock sets the price; it can be accepted, not offered.", ""};
    case RefusalCode::no_clock:
        return {409, "No clock runs in this round; offer a price.", ""};
    case RefusalCode::price_moved:
        return {409, "The clock shows another price now.", "/accept"};
    case RefusalCode::capacity_taken:
        return {409, "The business has won as many of these as it can serve.", "/offer_id"};
    case RefusalCode::cannot_extend:
        return {409, "Turns and clocks have a schedule of their own; it cannot be extended.", ""};
    case RefusalCode::price_out_of_range:
        return {422, "The price is out of range.", "/price"};
    case RefusalCode::price_not_all_in:
        return {422, "The price must be all that the buyer pays: put into it what these words add.", ""};
    case RefusalCode::above_budget:
        return {422, "The price is above the budget.", "/price"};
    case RefusalCode::too_many_revisions:
        return {409, "The offer was revised as often as the rules allow.", ""};
    case RefusalCode::unchanged:
        return {422, "The offer is what it was.", "/price"};
    case RefusalCode::raise_not_allowed:
        return {422, "An offer may not be raised in this round.", "/price"};
    case RefusalCode::already_leading:
        return {409, "The offer leads already.", ""};
    case RefusalCode::step_too_small:
        return {422, "The offer must fall by at least one step.", "/price"};
    case RefusalCode::drop_needs_confirm:
        return {422, "That is a large fall. Send it again with \"confirm\": true if it is meant.", "/price"};
    case RefusalCode::lead_step_too_small:
        return {422, "To take the lead, the offer must beat it by at least one step.", "/price"};
    case RefusalCode::tie_refused:
        return {422, "Another offer stands at exactly this score.", "/price"};
    case RefusalCode::reference_not_above:
        return {422, "A price charged elsewhere is stated to compare with: it must be above this offer's.",
                "/details/reference_price/amount"};
    case RefusalCode::reference_not_current:
        return {422, "The last day of the price charged elsewhere must be in the last 28 days, today included.",
                "/details/reference_price/until"};
    case RefusalCode::reference_too_short:
        return {422, "The price charged elsewhere must have been charged for at least 28 days.",
                "/details/reference_price/since"};
    case RefusalCode::reference_unstated:
        return {422, "Words that tell of another price need it in details.reference_price, with the same amount.", ""};
    case RefusalCode::floor_above_opening:
        return {422, "The floor is above the opening price.", "/floor"};
    case RefusalCode::offer_unknown:
        return {404, "There is no such offer.", "/offer_id"};
    case RefusalCode::offer_withdrawn:
        return {409, "The offer was withdrawn.", "/offer_id"};
    case RefusalCode::nothing_to_withdraw:
        return {409, "There is nothing to withdraw.", ""};
    case RefusalCode::nothing_to_explain:
        return {409, "No low offer of this business waits for a decision.", ""};
    case RefusalCode::sealed_round_running:
        return {409, "A sealed round must be closed before an offer can be chosen.", ""};
    case RefusalCode::nothing_to_award:
        return {409, "There is no offer to choose.", ""};
    case RefusalCode::already_awarded:
        return {409, "An offer was chosen already.", ""};
    case RefusalCode::award_unknown:
        return {409, "There is no award to confirm.", ""};
    case RefusalCode::already_extended:
        return {409, "The round was extended once already.", ""};
    case RefusalCode::no_slot_free:
        return {409, "As many businesses as the buyer wants are asked already; this one is in the queue.", ""};
    case RefusalCode::erased:
        return {410, "The buyer's data have been erased from this intent.", ""};
    case RefusalCode::no_thread:
        return {409, "A thread is opened by an offer, and this business has made none.", ""};
    case RefusalCode::thread_closed:
        return {409, "This thread is closed: the matter is over, or the offer was taken back.", ""};
    case RefusalCode::blocked:
        return {403, "The buyer wants to hear nothing more from this business.", ""};
    case RefusalCode::question_unknown:
        return {404, "There is no such question to answer.", ""};
    case RefusalCode::already_answered:
        return {409, "This question was answered.", ""};
    case RefusalCode::question_open:
        return {409, "Your question before this one has no answer yet.", ""};
    case RefusalCode::awaiting_answer:
        return {409, "Your last word in this thread has no answer yet.", ""};
    case RefusalCode::already_asked:
        return {409, "A better price was asked of this business in this round already.", ""};
    case RefusalCode::contact_details:
        return {422,
                "Phone numbers, links and addresses are exchanged by the award, not before; `found` lists what was "
                "read as one.",
                "/text"};
    case RefusalCode::no_deal:
        return {409, "Nothing was agreed here.", ""};
    case RefusalCode::promise_unknown:
        return {404, "There is no such promise.", ""};
    case RefusalCode::promise_settled:
        return {409, "That is settled and waits for nobody.", ""};
    case RefusalCode::promise_waits:
        return {409, "That promise waits for something else first.", ""};
    case RefusalCode::code_wrong:
        return {422, "That is not the code of this sale.", "/code"};
    case RefusalCode::already_reported:
        return {409, "This was said already.", ""};
    case RefusalCode::not_bought_here:
        return {409, "Nothing was bought here that could be reviewed.", ""};
    case RefusalCode::already_reviewed:
        return {409, "This deal was reviewed.", ""};
    }
    return {500, "", ""};
}

const char* title_of(int status) {
    switch (status) {
    case 400:
        return "Bad request";
    case 401:
        return "Sign in first";
    case 403:
        return "Not allowed";
    case 404:
        return "Not found";
    case 405:
        return "Method not allowed";
    case 409:
        return "Not possible now";
    case 410:
        return "Gone";
    case 413:
        return "Too large";
    case 415:
        return "Wrong media type";
    case 422:
        return "Not acceptable as it is";
    case 429:
        return "Too many requests";
    case 503:
        return "Not available now";
    default:
        return status >= 500 ? "Something went wrong" : "Not possible";
    }
}

} // namespace

std::string to_json(const Problem& problem) {
    core::Value document = problem.extra.is_null() ? core::Value(core::Value::Object{}) : problem.extra;
    document["type"] = "/docs/problems#" + problem.code;
    document["title"] = title_of(problem.status);
    document["status"] = problem.status;
    document["code"] = problem.code;
    document["detail"] = problem.detail;
    core::Value errors = core::Value::Array{};
    for (const FieldError& error : problem.errors) {
        core::Value written;
        written["pointer"] = error.pointer;
        written["code"] = error.code;
        written["detail"] = error.detail;
        errors.push_back(std::move(written));
    }
    document["errors"] = std::move(errors);
    return to_json(document);
}

Problem problem_of(const core::Refusal& refusal) {
    const Meaning meaning = meaning_of(refusal.code);
    Problem problem;
    problem.status = meaning.status;
    problem.code = core::name_of(refusal.code);
    problem.detail = meaning.detail;
    problem.extra = refusal.details;
    if (meaning.pointer[0] != '\0')
        problem.errors.push_back({meaning.pointer, problem.code, meaning.detail});
    return problem;
}

Problem invalid_input(std::vector<FieldError> errors) {
    Problem problem;
    const bool shape_alone = std::all_of(errors.begin(), errors.end(), [](const FieldError& error) {
        return error.code == "unknown_field" || error.code == "not_an_object";
    });
    problem.status = shape_alone ? 400 : 422;
    problem.code = "invalid_input";
    problem.detail = errors.empty()
                         ? "The input is not valid."
                         : errors.front().pointer + (errors.front().pointer.empty() ? "" : " ") + errors.front().detail;
    problem.errors = std::move(errors);
    return problem;
}

Problem unreadable(const std::string& fault, const std::string& pointer) {
    Problem problem;
    problem.status = 400;
    problem.code = fault;
    problem.detail = "The body could not be read as JSON.";
    if (fault == "duplicate_key")
        problem.detail = "A member is given twice.";
    else if (fault == "too_deep")
        problem.detail = "The body is nested too deep.";
    else if (fault == "number_out_of_range")
        problem.detail = "A number is larger than 64 bits hold.";
    problem.errors.push_back({pointer, fault, problem.detail});
    return problem;
}

} // namespace parley::wire
