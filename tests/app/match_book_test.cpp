#include "app/match_book.hpp"

#include "app/app_world.hpp"

#include <deque>

namespace parley::app::test {
namespace {

/// What each reading found, told when the test lets it: readings come back in any order.
class HeldChanges final : public Businesses {
public:
    explicit HeldChanges(asio::io_context::executor_type executor) : executor_(executor) {}

    /// What the next reading finds.
    void finds(std::vector<Business> businesses) { found_.push_back(std::move(businesses)); }
    void tell(std::size_t reading) { gates_.at(reading)->cancel(); }

    asio::awaitable<std::vector<Business>> changed_since(std::int64_t, int) override {
        std::vector<Business> found = std::move(found_.at(gates_.size()));
        gates_.push_back(std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max()));
        co_await gates_.back()->async_wait(asio::as_tuple(asio::use_awaitable));
        co_return found;
    }

    asio::awaitable<void> add(Business) override { throw unasked(); }
    asio::awaitable<void> add_all(std::vector<Business>, std::vector<StandingOffer>) override { throw unasked(); }
    asio::awaitable<std::optional<Business>> find(core::BusinessId) override { throw unasked(); }
    asio::awaitable<void> confirm(core::BusinessId, core::Instant) override { throw unasked(); }
    asio::awaitable<void> leave(core::BusinessId, core::Instant) override { throw unasked(); }
    asio::awaitable<void> tick_conduct(core::BusinessId, std::string, std::string) override { throw unasked(); }
    asio::awaitable<void> accept_conduct(core::BusinessId, std::string, std::string, core::Instant) override {
        throw unasked();
    }
    asio::awaitable<void> change(Business) override { throw unasked(); }
    asio::awaitable<void> note_invitations(std::vector<InvitationNote>) override { throw unasked(); }
    asio::awaitable<void> note_answer(core::BusinessId, core::IntentId) override { throw unasked(); }
    asio::awaitable<std::vector<InvitationNote>> invitations(core::BusinessId, core::Instant, int) override {
        throw unasked();
    }
    asio::awaitable<std::vector<StandingOffer>> standing_offers(core::BusinessId) override { throw unasked(); }
    asio::awaitable<void> put_standing_offer(StandingOffer, core::Instant) override { throw unasked(); }
    asio::awaitable<bool> drop_standing_offer(core::BusinessId, std::string, core::Instant) override {
        throw unasked();
    }
    asio::awaitable<std::vector<StandingOfferChange>> standing_offer_changes(core::BusinessId, int) override {
        throw unasked();
    }
    asio::awaitable<std::vector<CapacityGroup>> capacity_groups(core::BusinessId) override { throw unasked(); }
    asio::awaitable<std::vector<StandingOffer>> standing_offers_of(std::vector<core::BusinessId>) override {
        throw unasked();
    }

private:
    static std::logic_error unasked() { return std::logic_error("the match book asks for changes alone"); }

    asio::io_context::executor_type executor_;
    std::deque<std::vector<Business>> found_;
    std::vector<std::shared_ptr<asio::steady_timer>> gates_;
};

Business a_business(std::int64_t version, std::string name) {
    Business business;
    business.shop.id = business_id(1);
    business.name = std::move(name);
    business.version = version;
    return business;
}

TEST(MatchBook, AReadingThatComesBackLateUndoesNothing) {
    Stepper stepper(1);
    HeldChanges changes(stepper.reactors.executor(0));
    MatchBook book(changes, core::SectorTree(), stepper.reactors.executor(0));
    changes.finds({a_business(5, "as it was")});
    changes.finds({a_business(7, "as it is")});
    const auto early = stepper.start(book.refresh());
    const auto late = stepper.start(book.refresh());
    changes.tell(1);
    stepper.until([&] { return late->done; });
    changes.tell(0);
    stepper.until([&] { return early->done; });
    EXPECT_EQ(stepper.run(book.find(business_id(1)))->name, "as it is");
}

} // namespace
} // namespace parley::app::test
