#include "core/replay.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <numeric>

namespace parley::core {

namespace {

template <class AnyId>
AnyId id_for(const std::string& kind, const std::string& name) {
    const auto hash = digest::sha256(kind + '/' + name);
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    return id_from_bytes<AnyId>(bytes);
}

bool begins_with_turns(const Scenario& scenario) {
    return scenario.plan.rounds.front().rules.format == Format::turns;
}

/// When the first round opens: where it is one of turns, early enough for every initial offer.
Instant first_opening(const Scenario& scenario) {
    Instant opening = scenario.opens_at;
    for (const ScenarioBidder& bidder : scenario.bidders)
        if (bidder.initial_price)
            opening = std::min(opening, bidder.initial_at);
    const Micros before = scenario.opens_at - opening;
    return scenario.opens_at - seconds((before + micros_per_s - 1) / micros_per_s);
}

class Player {
public:
    explicit Player(const Scenario& scenario) : scenario_(scenario) {
        for (const ScenarioBidder& bidder : scenario.bidders)
            add(bidder.name);
        for (const ScenarioCommand& command : scenario.commands)
            add(command.by);
    }

    Replay play() {
        begin();
        struct Due {
            Instant at;
            bool initial;
            std::size_t index;
        };
        std::vector<Due> order;
        for (std::size_t i = 0; i < scenario_.bidders.size(); ++i)
            if (scenario_.bidders[i].initial_price)
                order.push_back({scenario_.bidders[i].initial_at, true, i});
        for (std::size_t i = 0; i < scenario_.commands.size(); ++i)
            order.push_back({scenario_.commands[i].at, false, i});
        std::stable_sort(order.begin(), order.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
        result_.initial.resize(scenario_.bidders.size());
        result_.outcomes.resize(scenario_.commands.size());
        for (const Due& due : order) {
            if (due.initial)
                result_.initial[due.index] = make_initial_offer(scenario_.bidders[due.index]);
            else
                result_.outcomes[due.index] = give(due.index);
        }
        while (result_.state.lifecycle == Lifecycle::open)
            tick(*next_due(result_.state));
        finish();
        return std::move(result_);
    }

private:
    void add(const std::string& name) {
        if (std::ranges::find(result_.names, name) == result_.names.end())
            result_.names.push_back(name);
    }

    std::optional<Refusal> submit(const Envelope& envelope) {
        // Nothing is in flight here, so nothing is waited for.
        auto decided = decide(result_.state, envelope, envelope.received_at + settle);
        if (!decided)
            return decided.error();
        PARLEY_ASSERT(!decided->hold, "what has settled is decided");
        if (!decided->repeat) {
            result_.state = std::move(decided->state);
            std::ranges::move(decided->records, std::back_inserter(result_.log));
        }
        return std::nullopt;
    }

    void tick(Instant at) { submit({Tick{}, {SenderKind::system, {}}, "", "", at}); }

    void begin() {
        const Instant opening = first_opening(scenario_);
        Instant at = opening;
        for (const ScenarioCommand& command : scenario_.commands)
            at = std::min(at, command.at);
        IntentCreated intent;
        intent.title = "Replay";
        intent.currency = scenario_.currency;
        intent.budget = scenario_.budget;
        intent.simulated = true;
        intent.extend_if_empty = false;
        intent.plan = scenario_.plan;
        if (begins_with_turns(scenario_))
            intent.plan.rounds.front().rules.duration_s = (scenario_.opens_at - opening) / micros_per_s;
        const Sender buyer{SenderKind::buyer, {}};
        submit({Create{intent}, buyer, "", "", at});
        submit({Confirm{opening, static_cast<std::int64_t>(result_.names.size())}, buyer, "", "", at});
        Invite everybody;
        for (const std::string& name : result_.names) {
            Invitee invitee;
            invitee.business.id = business(name);
            invitee.business.name = name;
            everybody.invitees.push_back(std::move(invitee));
        }
        submit({std::move(everybody), {SenderKind::system, {}}, "", "", at});
    }

    BusinessId business(const std::string& name) const { return id_for<BusinessId>("business", name); }

    std::optional<Refusal> make_initial_offer(const ScenarioBidder& bidder) {
        PlaceOffer offer;
        offer.price = *bidder.initial_price;
        offer.attributes = bidder.initial_attributes;
        offer.new_id = id_for<OfferId>("offer", bidder.name);
        return submit({offer, {SenderKind::business, business(bidder.name)}, "", "", bidder.initial_at});
    }

    std::optional<Refusal> give(std::size_t index) {
        const ScenarioCommand& given = scenario_.commands[index];
        Envelope envelope{
            command_of(given), {SenderKind::business, business(given.by)}, given.id, content_of(given), given.at};
        const std::size_t before = result_.log.size();
        auto refusal = submit(envelope);
        for (std::size_t i = before; i < result_.log.size(); ++i)
            if (!result_.log[i].command_key.empty())
                result_.command_of.emplace(result_.log[i].seq, index);
        return refusal;
    }

    Command command_of(const ScenarioCommand& given) const {
        return std::visit(
            [&](auto command) -> Command {
                using Kind = decltype(command);
                if constexpr (std::is_same_v<Kind, ScenarioAuto>) {
                    SetAutoOffer set;
                    set.terms.floor = command.floor;
                    set.terms.opening = command.opening.value_or(most_it_can_ask(command.floor));
                    set.terms.attributes = std::move(command.attributes);
                    return set;
                } else {
                    if constexpr (std::is_same_v<Kind, PlaceOffer> || std::is_same_v<Kind, Accept>)
                        command.new_id = id_for<OfferId>("offer", given.by);
                    return command;
                }
            },
            given.command);
    }

    Minor most_it_can_ask(Minor floor) const {
        const RoundState* round = result_.state.round();
        if (round != nullptr && round->rules.format == Format::sealed)
            return floor;
        return std::max(floor, scenario_.budget.value_or(price_max));
    }

    /// What tells a repeat of a command from another one under the same id.
    static std::string content_of(const ScenarioCommand& given) {
        Value content;
        content["kind"] = static_cast<std::int64_t>(given.command.index());
        const auto attributes = [&](const Attributes& values) {
            for (const auto& [name, units] : values)
                content["attributes"][name] = units;
        };
        if (const auto* place = std::get_if<PlaceOffer>(&given.command)) {
            content["price"] = place->price;
            content["confirm"] = place->confirm;
            content["message"] = place->message;
            attributes(place->attributes);
        } else if (const auto* terms = std::get_if<ScenarioAuto>(&given.command)) {
            content["floor"] = terms->floor;
            content["opening"] = terms->opening ? Value(*terms->opening) : Value{};
            attributes(terms->attributes);
        } else if (const auto* accept = std::get_if<Accept>(&given.command)) {
            content["price"] = accept->price ? Value(*accept->price) : Value{};
        }
        return digest::hex(digest::sha256(canonical(content)));
    }

    void finish() {
        digest::Sha256 hash{};
        for (const Record& record : result_.log) {
            const WrittenEvent written = write_event(record.event, record.seq, Entropy{});
            hash = chain(hash,
                         chained_text(record.seq, record.at, record.received_at, type_of(record.event), written.body));
        }
        result_.log_hash = digest::hex(hash);
    }

    const Scenario& scenario_;
    Replay result_;
};

} // namespace

Replay replay(const Scenario& scenario) {
    return Player(scenario).play();
}

} // namespace parley::core
