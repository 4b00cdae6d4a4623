// What a shop has prepared: kept as it was written, its own alone, and no more than so many.
#include "adapters/postgres/prepared.hpp"
#include "support/fakes/fake_prepared.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr core::Instant now{1'700'000'000'000'000};

app::OfferTemplate a_template(const std::string& id, std::uint64_t owner, const std::string& name = "As always") {
    app::OfferTemplate one;
    one.id = id;
    one.business = business(owner);
    one.sector = "furniture/tables";
    one.name = name;
    one.price = app::PriceRule{std::nullopt, 920'000};
    one.attributes = {{"delivery_days", 6}, {"warranty_months", 0}};
    one.message = "{item}, oiled \"twice\" 🪑";
    one.details.item = "Table B";
    one.details.fulfilment = core::Fulfilment::deliver;
    one.details.returns_days = 28;
    one.changed_at = now;
    return one;
}

app::Playbook a_playbook(std::uint64_t owner, const std::string& sector = "furniture/tables") {
    app::Playbook one;
    one.business = business(owner);
    one.sector = sector;
    one.sales = 4;
    one.budget = 12'000;
    one.hours = {0b0011111, 540, 1'020};
    one.offer_template = "t";
    one.lowest_price = 40'000;
    one.review_day = 20'000;
    one.changed_at = now;
    return one;
}

/// Either store, with two shops for what hangs on them.
template <class World>
struct Shelves {
    Shelves() {
        for (std::uint64_t number : {1, 2}) {
            app::Business shop;
            shop.shop.id = business(number);
            run(world.businesses().add(shop));
        }
    }
    app::Prepared& prepared() {
        if constexpr (std::is_same_v<World, InMemory>)
            return fake;
        else
            return real ? *real : real.emplace(world.sessions());
    }
    World world;
    FakePrepared fake;
    std::optional<postgres::PostgresPrepared> real;
};

template <class World>
class PreparedPort : public testing::Test {
protected:
    app::Prepared& prepared() { return shelves_.prepared(); }
    auto templates(std::uint64_t owner) { return run(prepared().templates(business(owner))); }
    Shelves<World> shelves_;
};
TYPED_TEST_SUITE(PreparedPort, Worlds, WorldNames);

TYPED_TEST(PreparedPort, ATemplateIsKeptChangedAndDroppedByItsShopAlone) {
    app::OfferTemplate one = a_template("one", 1);
    EXPECT_TRUE(run(this->prepared().put_template(one)));
    EXPECT_TRUE(run(this->prepared().put_template(a_template("two", 1, "A cheaper one"))));
    EXPECT_THAT(this->templates(1), ElementsAre(a_template("two", 1, "A cheaper one"), one)) << "by name";
    EXPECT_THAT(this->templates(2), IsEmpty());

    one.price = app::PriceRule{48'000, 0};
    one.message = "";
    EXPECT_TRUE(run(this->prepared().put_template(one)));
    EXPECT_EQ(this->templates(1).back(), one);
    one.price.reset();
    EXPECT_TRUE(run(this->prepared().put_template(one)));
    EXPECT_EQ(this->templates(1).back(), one) << "no price is none";
    EXPECT_FALSE(run(this->prepared().put_template(a_template("one", 2)))) << "another's";
    EXPECT_EQ(this->templates(1).back(), one);

    EXPECT_FALSE(run(this->prepared().drop_template(business(2), "one")));
    EXPECT_TRUE(run(this->prepared().drop_template(business(1), "one")));
    EXPECT_FALSE(run(this->prepared().drop_template(business(1), "one")));
    EXPECT_THAT(this->templates(1), SizeIs(1));
}

TYPED_TEST(PreparedPort, ATemplateKnowsWhenItWasUsedLast) {
    EXPECT_TRUE(run(this->prepared().put_template(a_template("one", 1))));
    EXPECT_FALSE(run(this->prepared().use_template(business(2), "one", now)));
    EXPECT_FALSE(run(this->prepared().use_template(business(1), "none", now)));
    EXPECT_EQ(run(this->prepared().use_template(business(1), "one", now + 5))->used_at, now + 5);
    EXPECT_EQ(run(this->prepared().use_template(business(1), "one", now + 3))->used_at, now + 5) << "it only rises";
    EXPECT_TRUE(run(this->prepared().put_template(a_template("one", 1, "Renamed"))));
    EXPECT_EQ(this->templates(1).front().used_at, now + 5) << "a change is no use";
}

TYPED_TEST(PreparedPort, OneShopHasSoManyTemplatesAndNoMore) {
    for (int i = 0; i < app::templates_max; ++i)
        ASSERT_TRUE(run(this->prepared().put_template(a_template("t" + std::to_string(i), 1))));
    EXPECT_FALSE(run(this->prepared().put_template(a_template("more", 1))));
    EXPECT_TRUE(run(this->prepared().put_template(a_template("t0", 1, "Changed")))) << "a change adds none";
    EXPECT_TRUE(run(this->prepared().put_template(a_template("other", 2))));
    EXPECT_THAT(this->templates(1), SizeIs(app::templates_max));
}

TYPED_TEST(PreparedPort, AShopHasOnePlaybookForASector) {
    run(this->prepared().put_playbook(a_playbook(1)));
    app::Playbook changed = a_playbook(1);
    changed.sales = 6;
    changed.budget.reset();
    changed.minutes = 90;
    changed.lowest_price.reset();
    changed.offer_template.clear();
    changed.auto_offer = "a";
    run(this->prepared().put_playbook(changed));
    run(this->prepared().put_playbook(a_playbook(1, "furniture/chairs")));
    EXPECT_THAT(run(this->prepared().playbooks(business(1))), ElementsAre(a_playbook(1, "furniture/chairs"), changed));
    EXPECT_THAT(run(this->prepared().playbooks(business(2))), IsEmpty());
    EXPECT_FALSE(run(this->prepared().drop_playbook(business(2), "furniture/tables")));
    EXPECT_TRUE(run(this->prepared().drop_playbook(business(1), "furniture/tables")));
    EXPECT_FALSE(run(this->prepared().drop_playbook(business(1), "furniture/tables")));
}

TYPED_TEST(PreparedPort, APlanForgetsATemplateThatIsDropped) {
    app::OfferTemplate made = a_template("t", 1);
    run(this->prepared().put_template(made));
    app::Playbook plan = a_playbook(1, "furniture/tables");
    plan.offer_template = "t";
    run(this->prepared().put_playbook(plan));
    app::Playbook of_another = a_playbook(1, "furniture/chairs");
    of_another.offer_template = "u";
    run(this->prepared().put_playbook(of_another));
    EXPECT_TRUE(run(this->prepared().drop_template(business(1), "t")));
    plan.offer_template.clear();
    EXPECT_THAT(run(this->prepared().playbooks(business(1))), ElementsAre(of_another, plan));
}

TYPED_TEST(PreparedPort, WhereNothingHappenedTheCountsSayNothing) {
    EXPECT_THAT(run(this->prepared().counts(business(1), {"furniture", "furniture/tables"}, now)),
                ElementsAre(app::SectorCount{}, app::SectorCount{}));
    EXPECT_THAT(run(this->prepared().counts(business(1), {}, now)), IsEmpty());
}

} // namespace
} // namespace parley::test
