#include "adapters/postgres/researchers.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using app::ResearcherAdded;
using app::ResearcherRole;
using testing::ElementsAre;
using testing::IsEmpty;

class ResearchersPort : public testing::Test {
protected:
    app::Researcher person(std::uint64_t number, const std::string& name,
                           ResearcherRole role = ResearcherRole::reader) {
        app::Researcher one;
        one.id = run(world_.accounts().find_or_create(app::PrincipalKind::researcher,
                                                      {"lab" + std::to_string(number) + "@example.org", name, ""},
                                                      principal(number), now_));
        one.name = name;
        one.role = role;
        one.made_at = now_ + static_cast<core::Micros>(number);
        return one;
    }
    ResearcherAdded add(const app::Researcher& one) { return run(researchers_.add(one)); }

    core::Instant now_ = system_now();
    InPostgres world_;
    postgres::PostgresResearchers researchers_{world_.sessions()};
};

TEST_F(ResearchersPort, WhoIsOneIsFoundAmongTheirPrincipals) {
    const auto ada = person(1, "Ada", ResearcherRole::designer);
    const auto grace = person(2, "Grace", ResearcherRole::publisher);
    EXPECT_EQ(add(grace), ResearcherAdded::made);
    EXPECT_EQ(add(ada), ResearcherAdded::made);
    EXPECT_THAT(run(researchers_.all()), ElementsAre(ada, grace));
    EXPECT_EQ(run(researchers_.among({principal(7), grace.id})), grace);
    EXPECT_EQ(run(researchers_.among({grace.id, ada.id})), ada) << "who has been one for longer";
    EXPECT_EQ(run(researchers_.among({principal(7)})), std::nullopt);
    EXPECT_EQ(run(researchers_.among({})), std::nullopt);
}

TEST_F(ResearchersPort, ANameIsNobodyElsesEver) {
    const auto ada = person(1, "Ada");
    EXPECT_EQ(add(ada), ResearcherAdded::made);
    EXPECT_EQ(add(person(2, "ADA")), ResearcherAdded::name_taken);
    EXPECT_TRUE(run(researchers_.end(ada.id, now_)));
    EXPECT_EQ(add(person(2, "Ada")), ResearcherAdded::name_taken) << "what she signed is still there";
    EXPECT_THAT(run(researchers_.all()), IsEmpty());
}

TEST_F(ResearchersPort, OneWhoIsRemovedIsNoneAtOnceAndCanComeBack) {
    auto ada = person(1, "Ada", ResearcherRole::designer);
    EXPECT_FALSE(run(researchers_.end(ada.id, now_))) << "she is none yet";
    add(ada);
    EXPECT_TRUE(run(researchers_.end(ada.id, now_)));
    EXPECT_FALSE(run(researchers_.end(ada.id, now_)));
    EXPECT_EQ(run(researchers_.among({ada.id})), std::nullopt);
    ada.role = ResearcherRole::reader;
    EXPECT_EQ(add(ada), ResearcherAdded::made);
    ASSERT_TRUE(run(researchers_.among({ada.id})));
    EXPECT_EQ(run(researchers_.among({ada.id}))->role, ResearcherRole::reader);
}

} // namespace
} // namespace parley::test
