#include "app/consequences.hpp"

#include "app/conduct_score.hpp"
#include "core/formats/format.hpp"
#include "core/matching/sectors.hpp"
#include "core/overloaded.hpp"
#include "core/talk/word.hpp"
#include "core/view.hpp"

#include <algorithm>

namespace parley::app {

namespace {

/// Collects the rows of one event.
class Rows {
public:
    Rows(const core::State& after, const core::Record& record) : after_(after), record_(record) {}

    void topic(std::string target, core::Value body = {}) {
        add(topic_job, std::move(target), record_.at, std::move(body));
    }
    void outreach(core::Instant not_before, const char* why) {
        core::Value body;
        body["why"] = why;
        add(outreach_job, "", not_before, std::move(body));
    }
    void mail_buyer(const char* letter, core::Instant not_before) {
        if (!after_.intent.simulated)
            mail("buyer", letter, not_before);
    }
    /// Another target than mail_buyer's: having seen the offers is no reason not to be reminded.
    void remind_buyer(const char* letter, core::Instant not_before) {
        if (!after_.intent.simulated)
            mail("buyer/reminder", letter, not_before);
    }
    /// About one thread.
    void mail_buyer_of(const char* letter, core::BidderNo bidder, core::Instant not_before) {
        if (!after_.intent.simulated)
            mail("buyer", letter, not_before, "bidder", bidder);
    }
    /// About one promise; that the page was looked at is no reason not to ask.
    void remind_buyer_of(const char* letter, std::int64_t promise, core::Instant not_before) {
        if (!after_.intent.simulated)
            mail("buyer/reminder", letter, not_before, "promise", promise);
    }
    void mail_business(const core::Bidder& bidder, const char* letter, core::Instant not_before) {
        if (!bidder.business.simulated)
            mail(business_target(bidder.business.id), letter, not_before);
    }
    void capacity(const core::Bidder& bidder) {
        core::Value body;
        body["group"] = bidder.offer->capacity_group;
        add(capacity_job, core::to_text(bidder.business.id), record_.at, std::move(body));
    }
    /// `about`: the number of a promise or a report.
    /// A simulated buyer counts against simulated businesses alone.
    void conduct(const core::Bidder& bidder, ConductKind kind, std::int64_t about = 0) {
        if (after_.intent.simulated && !bidder.business.simulated)
            return;
        core::Value body;
        body["kind"] = core::name_of(kind);
        body["about"] = about;
        body["at"] = record_.at.us;
        add(conduct_job, core::to_text(bidder.business.id), record_.at, std::move(body));
    }
    /// What was ever public is published when it is over.
    void head() {
        if (after_.confirmed_at)
            add(heads_job, "", record_.at, {});
    }
    std::vector<OutboxRow> take() { return std::move(rows_); }

private:
    void mail(std::string target, const char* letter, core::Instant not_before, const char* about = nullptr,
              std::int64_t number = 0) {
        core::Value body;
        body["letter"] = letter;
        if (about != nullptr)
            body[about] = number;
        // What somebody waits for is shown at once; a reminder at its time. An order to delete is a mail and no more.
        const bool is_reminder = target.ends_with("/reminder");
        if (std::string_view(letter) != "deletion")
            add(push_job, target, is_reminder ? not_before : record_.at, body);
        add(mail_job, std::move(target), not_before, std::move(body));
    }
    void add(const char* kind, std::string target, core::Instant not_before, core::Value body) {
        rows_.push_back({kind, std::move(target), record_.seq, not_before, std::move(body)});
    }
    const core::State& after_;
    const core::Record& record_;
    std::vector<OutboxRow> rows_;
};

/// "furniture/tables" is news for "sector/furniture/tables" and for "sector/furniture".
void tell_sectors(Rows& rows, const core::State& after) {
    for (const std::string_view sector : core::with_ancestors(after.intent.sector))
        rows.topic(sector_topic(sector));
}

void tell_desks(Rows& rows, const core::State& after, const core::Record& record) {
    for (const core::Bidder& bidder : after.bidders)
        if (core::desk_view(after, record, bidder.number)) {
            core::Value body;
            body["bidder"] = bidder.number;
            rows.topic(desk_topic(bidder.business.id), std::move(body));
        }
}

// --- what people say, and what follows from the yes ------------------------------------------------------------

/// Most of it is there for whoever looks and mails nobody.
template <class Kind>
void tell_of(Rows&, const core::State&, const core::Record&, core::Micros, const Kind&) {}

void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros grace,
             const core::QuestionAsked& event) {
    if (event.asker != 0)
        return rows.mail_buyer("question", record.at + grace);
    for (const core::Bidder& bidder : after.bidders)
        if (bidder.offer && bidder.offer->standing && !after.dialogue->thread(bidder.number).blocked)
            rows.mail_business(bidder, "question_to_all", record.at + grace);
}
void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros grace,
             const core::QuestionAnswered& event) {
    const core::BidderNo asker = after.dialogue->question(event.question)->asker;
    rows.mail_business(*after.bidder(asker), "answer", record.at + grace);
}
void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros grace,
             const core::MessageSent& event) {
    if (event.by == core::Party::buyer)
        return rows.mail_business(*after.bidder(event.bidder), "message", record.at + grace);
    // The thread is named by its bidder, so that the mail of one does not stand for that of another.
    if (!after.dialogue->thread(event.bidder).muted)
        rows.mail_buyer_of("message", event.bidder, record.at + grace);
}
void tell_of(Rows& rows, const core::State&, const core::Record& record, core::Micros, const core::PromiseMade& event) {
    if (event.due_at && *event.due_at > record.at)
        rows.remind_buyer_of("promise_due", event.promise, *event.due_at);
}
void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros grace,
             const core::PromiseJudged& event) {
    const core::Bidder& bidder = *after.bidder(after.award->bidder);
    if (event.kept) {
        if (after.deal->promise(event.promise)->was_broken)
            rows.conduct(bidder, ConductKind::promise_mended, event.promise);
        return;
    }
    rows.conduct(bidder, ConductKind::promise_broken, event.promise);
    rows.mail_business(bidder, "promise_broken", record.at + grace);
}
void tell_of(Rows& rows, const core::State& after, const core::Record&, core::Micros, const core::Reported& event) {
    if (event.by == core::Party::buyer)
        rows.conduct(*after.bidder(event.bidder), ConductKind::report, event.report);
}
void tell_of(Rows& rows, const core::State&, const core::Record& record, core::Micros grace,
             const core::RepairOffered&) {
    rows.mail_buyer("repair_offered", record.at + grace);
}
void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros,
             const core::RepairAnswered& event) {
    const auto& due = after.deal->promise(event.promise)->due_at;
    if (event.accepted && due && *due > record.at)
        rows.remind_buyer_of("promise_due", event.promise, *due);
}
void tell_of(Rows& rows, const core::State&, const core::Record& record, core::Micros grace, const core::HandedOff&) {
    rows.mail_buyer("handed_off", record.at + grace);
}
/// Whose mail box holds what the buyer wrote has to hear that it must go.
void tell_of(Rows& rows, const core::State& after, const core::Record& record, core::Micros grace,
             const core::Erased&) {
    for (const core::Bidder& bidder : after.bidders)
        rows.mail_business(bidder, "deletion", record.at + grace);
}

} // namespace

std::string business_target(const core::BusinessId& business) {
    return std::string(business_prefix) + core::to_text(business);
}

std::optional<core::BusinessId> business_in_target(std::string_view target) {
    return target.starts_with(business_prefix) ? core::parse_id<core::BusinessId>(target.substr(business_prefix.size()))
                                               : std::nullopt;
}

std::string desk_topic(const core::BusinessId& business) {
    return std::string(desk_prefix) + core::to_text(business);
}
std::string sector_topic(std::string_view sector) {
    return "sector/" + std::string(sector);
}
std::string intent_topic(const core::IntentId& intent) {
    return "intent/" + core::to_text(intent);
}

std::vector<OutboxRow> consequences(const core::State& after, const core::Record& record, core::Micros mail_grace) {
    Rows rows(after, record);
    const core::Instant at = record.at;
    const auto wants_more = [&](core::Instant when, const char* why) {
        const core::RoundState* round = after.round();
        if (round != nullptr && round->rules.invite_count > 0 && after.lifecycle == core::Lifecycle::open)
            rows.outreach(when, why);
    };
    // A place that became free may have let one in from the queue.
    const auto let_in = [&] {
        if (!after.queue.empty())
            wants_more(at, "queue");
    };
    std::visit(core::Overloaded{
                   [](const core::IntentCreated&) {}, // Its mail goes with the link that confirms it.
                   [](const core::IntentConfirmed&) {},
                   [&](const core::RoundScheduled& event) {
                       if (event.round == 1)
                           tell_sectors(rows, after);
                       if (core::asks_for_advice(after))
                           wants_more(at, "advice");
                   },
                   [&](const core::OffersWanted&) {
                       tell_desks(rows, after, record);
                       for (const core::Bidder& bidder : after.bidders)
                           if (after.dialogue->advice.contains(bidder.number) && !bidder.declined)
                               rows.mail_business(bidder, "offers_wanted", at + mail_grace);
                   },
                   [&](const core::RoundOpened& event) {
                       if (event.round > 1)
                           return let_in();
                       wants_more(at, "round_opened");
                       const core::Micros top_up = core::seconds(after.round()->rules.top_up_after_s);
                       if (top_up > 0)
                           wants_more(at + top_up, "top_up");
                   },
                   [&](const core::Invited& event) {
                       const core::Bidder& bidder = *after.bidder(event.bidder);
                       tell_desks(rows, after, record);
                       rows.mail_business(bidder, "invitation", at + mail_grace);
                   },
                   [&](const core::AdviceGiven&) {
                       if (after.dialogue->advice.size() == 1)
                           rows.mail_buyer("advice", at + mail_grace);
                       if (core::lacks_offers(after))
                           wants_more(at, "advice_given");
                   },
                   [](const core::Queued&) {},
                   [&](const core::InvitationDeclined&) {
                       tell_desks(rows, after, record);
                       wants_more(at, "declined");
                   },
                   [&](const core::OfferPlaced&) {
                       let_in();
                       // Until the top-up those asked first have their chance; from then on places fill as they free.
                       const core::RoundState& round = *after.round();
                       const core::Micros top_up = core::seconds(round.rules.top_up_after_s);
                       if (!core::format_of(round.rules).is_secret_now(round) && top_up > 0 &&
                           at >= round.opens_at + top_up && core::lacks_offers(after))
                           wants_more(at, "offer_placed");
                       const auto offers =
                           std::count_if(after.bidders.begin(), after.bidders.end(),
                                         [](const core::Bidder& bidder) { return bidder.offer.has_value(); });
                       if (offers == 1)
                           rows.mail_buyer("first_offer", at + mail_grace);
                   },
                   [](const core::OfferRevised&) {},
                   [](const core::OfferWithdrawn&) {},
                   [](const core::LowOfferExplained&) {},
                   [](const core::AutoOfferSet&) {},
                   [](const core::AutoOfferDropped&) {},
                   [&](const core::RoundExtended& event) {
                       if (event.cause == core::ExtensionCause::no_offers || event.cause == core::ExtensionCause::buyer)
                           wants_more(at, "extended");
                   },
                   [](const core::TurnsOrdered&) {},
                   [](const core::TurnEnded&) {},
                   [](const core::ClockStepped&) {},
                   [&](const core::RoundClosed&) {
                       tell_desks(rows, after, record);
                       if (after.lifecycle != core::Lifecycle::deciding)
                           return;
                       rows.mail_buyer("round_closed", at + mail_grace);
                       const core::Instant reminder = *after.decision_ends_at - decision_reminder;
                       if (reminder > at)
                           rows.remind_buyer("decision_ends", reminder);
                   },
                   [&](const core::Awarded& event) {
                       const core::Bidder& winner = *after.bidder(event.bidder);
                       tell_desks(rows, after, record);
                       rows.mail_business(winner, "awarded", at + mail_grace);
                       if (!winner.offer->capacity_group.empty())
                           rows.capacity(winner);
                   },
                   [&](const core::AwardConfirmed&) {
                       tell_desks(rows, after, record);
                       rows.mail_buyer("award_confirmed", at + mail_grace);
                       rows.head();
                   },
                   [&](const core::AwardLapsed& event) {
                       tell_desks(rows, after, record);
                       const core::Bidder& chosen = *after.bidder(event.bidder);
                       // A suspended business had no time to confirm in.
                       if (chosen.offer->withdrawn != core::WithdrawalReason::suspended)
                           rows.conduct(chosen, ConductKind::award_lapsed);
                       rows.mail_buyer_of("award_lapsed", event.bidder, at + mail_grace);
                   },
                   [&](const core::Disposed& event) {
                       tell_desks(rows, after, record);
                       if (event.final && event.disposition != core::Disposition::won)
                           rows.mail_business(*after.bidder(event.bidder), "disposed", at + mail_grace);
                   },
                   [&](const core::IntentEnded& event) {
                       rows.head();
                       tell_desks(rows, after, record);
                       if (event.state == core::Lifecycle::no_offers)
                           rows.mail_buyer("no_offers", at + mail_grace);
                       if (event.reason == "capacity_taken" || event.reason == "suspended")
                           rows.mail_buyer("offers_gone", at + mail_grace);
                   },
                   [&](const auto& event) {
                       tell_desks(rows, after, record);
                       tell_of(rows, after, record, mail_grace, event);
                   },
               },
               record.event);
    return rows.take();
}

Wakes wakes_of(const std::vector<StoredEvent>& events) {
    const auto is_haggling = [](const StoredEvent& event) {
        const std::string_view type = event.type;
        return type == core::OfferPlaced::type || type == core::OfferRevised::type ||
               type == core::OfferWithdrawn::type || type == core::AutoOfferSet::type ||
               type == core::AutoOfferDropped::type;
    };
    const auto calls_for_more = [](const StoredEvent& event) {
        const std::string_view type = event.type;
        return type == core::RoundScheduled::type || type == core::AdviceGiven::type ||
               type == core::RoundOpened::type || type == core::InvitationDeclined::type ||
               type == core::RoundExtended::type || type == core::Invited::type;
    };
    return {!std::all_of(events.begin(), events.end(), is_haggling),
            std::any_of(events.begin(), events.end(), calls_for_more),
            std::any_of(events.begin(), events.end(),
                        [](const StoredEvent& event) { return event.type == core::Awarded::type; })};
}

std::vector<CapacityClaim> claims_of(const core::State& before, const core::State& after) {
    const auto held = [](const core::State& state) -> std::optional<CapacityClaim> {
        const bool holds = state.lifecycle == core::Lifecycle::awarded || (state.award && state.award->confirmed_at);
        if (!holds)
            return std::nullopt;
        const core::Bidder& winner = *state.bidder(state.award->bidder);
        if (winner.offer->capacity_group.empty())
            return std::nullopt;
        return CapacityClaim{winner.business.id, winner.offer->capacity_group, false};
    };
    const auto had = held(before);
    const auto has = held(after);
    const bool same = had && has && had->business == has->business && had->group == has->group;
    std::vector<CapacityClaim> claims;
    if (had && !same)
        claims.push_back({had->business, had->group, true});
    if (has && !same)
        claims.push_back(*has);
    return claims;
}

HeadFacts head_facts(const core::State& state) {
    HeadFacts head;
    head.state = core::name_of(state.lifecycle);
    head.sector = state.intent.sector;
    head.consumer = state.intent.consumer;
    head.next_due = core::next_due(state);
    head.is_public = state.confirmed_at.has_value();
    head.created_at = state.created_at;
    head.summary = core::summary(state);
    return head;
}

} // namespace parley::app
