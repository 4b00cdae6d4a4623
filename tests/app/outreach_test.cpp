// Whom a live wave asks: a place kept for newcomers is drawn, the log says how likely it was, and a second wave follows
// when places are free again after a while.
#include "app/outreach.hpp"

#include "mail_world.hpp"

namespace parley::app::test {
namespace {

using core::testing::Market;

class NothingListed final : public Listings {
public:
    awaitable<std::vector<ListedIntent>> public_intents(ListQuery) override { co_return std::vector<ListedIntent>{}; }
    awaitable<std::vector<ListedIntent>> shared_outcomes(std::string, int) override {
        co_return std::vector<ListedIntent>{};
    }
    awaitable<std::vector<ListedIntent>> intents_of(std::vector<core::PrincipalId>, int) override {
        co_return std::vector<ListedIntent>{};
    }
    awaitable<std::vector<core::IntentId>> asked_and_open(core::BusinessId) override {
        co_return std::vector<core::IntentId>{};
    }
    awaitable<std::vector<core::BusinessId>> blocked_by(core::PrincipalId) override {
        co_return std::vector<core::BusinessId>{};
    }
    awaitable<std::vector<FunnelRow>> funnel(bool) override { co_return std::vector<FunnelRow>{}; }
    awaitable<std::string> stream_epoch_restores() override { co_return ""; }
};

constexpr int known = 6;     // businesses that were asked often
constexpr int newcomers = 5; // and those that never were
constexpr std::int64_t top_up_after_s = 120;

struct OutreachWorld : MailWorld {
    OutreachWorld() : MailWorld(7) {
        for (int number = 1; number <= known + newcomers; ++number) {
            Business business;
            business.shop.id = business_id(number);
            business.shop.sectors = {"furniture/tables"};
            business.shop.place = {53'800'000, -1'600'000};
            business.shop.radius_km = 40;
            business.shop.invitations = number <= known ? 50 : 0;
            business.shop.answered_ppm = number <= known ? core::ppm_per_one : 0;
            business.name = "Shop " + std::to_string(number);
            business.confirmed_at = at(-1'000);
            run(businesses.add_all({business}, {}));
        }
        working = start(outreach.run());
    }

    /// All that is due by now is done.
    void work_until(core::Instant when) {
        now = when;
        outreach.poke();
        settle();
    }
    std::vector<core::Invited> invited(const core::IntentId& id) {
        std::vector<core::Invited> found;
        for (const StoredEvent& event : ledger.events(id))
            if (event.type == core::Invited::type)
                found.push_back(
                    std::get<core::Invited>(decode_run(id, {event}, run(ledger.read(id, 0)).parts).front().event));
        return found;
    }

    NothingListed listings;
    Outreach outreach{{market(), matches, businesses, accounts, ledger, listings, outbox, stages, wishes, random,
                       [](const std::string&) { return std::optional<core::Minor>(); }, reactors.executor(0)}};
    std::shared_ptr<Ended<void>> working;
};

Market four_places() {
    return a_market()
        .rules([](core::Rules& rules) {
            rules.invite_count = 4;
            rules.newcomer_ppm = 250'000;
            rules.top_up_after_s = top_up_after_s;
            rules.max_offers = 8;
        })
        .running();
}

TEST(Outreach, APlaceOfTheFirstWaveIsDrawnAmongNewcomersAndTheLogSaysHowLikelyItWas) {
    OutreachWorld world;
    const core::IntentId id = world.stored(four_places());
    world.work_until(at(1));
    const auto first = world.invited(id);
    ASSERT_EQ(first.size(), 4U);
    int drawn = 0;
    for (const core::Invited& one : first) {
        const bool is_newcomer = one.reasons.back().reason == "newcomer";
        EXPECT_EQ(one.propensity_ppm, is_newcomer ? core::ppm_per_one / newcomers : core::ppm_per_one);
        drawn += is_newcomer ? 1 : 0;
    }
    EXPECT_EQ(drawn, 1);
}

TEST(Outreach, ASecondWaveFillsWhatAnswersFreedOnceTheTimeForItHasCome) {
    OutreachWorld world;
    const core::IntentId id = world.stored(four_places());
    world.work_until(at(1));
    const auto first = world.invited(id);
    ASSERT_EQ(first.size(), 4U);
    for (const core::BidderNo number : {1, 2}) {
        core::Envelope offer = World::an_offer(number, 50'000 - 5'000 * number, at(1 + number));
        offer.sender.business = first[static_cast<std::size_t>(number - 1)].business.id;
        ASSERT_EQ(world.outcome(id, std::move(offer)), "accepted");
    }
    world.work_until(at(top_up_after_s - 1));
    EXPECT_EQ(world.invited(id).size(), 4U) << "those asked first have their chance";
    world.work_until(at(top_up_after_s));
    const auto all = world.invited(id);
    ASSERT_EQ(all.size(), 6U);
    for (std::size_t i = 4; i < all.size(); ++i) {
        EXPECT_EQ(all[i].wave, 2);
        EXPECT_EQ(all[i].propensity_ppm, core::ppm_per_one) << "only the first wave draws";
    }
}

} // namespace
} // namespace parley::app::test
