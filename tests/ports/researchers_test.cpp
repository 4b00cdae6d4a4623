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
    static app::NewResearcher person(std::uint64_t number, const std::string& name,
                                     std::optional<ResearcherRole> role = std::nullopt) {
        app::NewResearcher one;
        one.id = principal(number);
        one.email = "lab" + std::to_string(number) + "@example.org";
        one.name = name;
        one.role = role;
        one.made_at = core::Instant{1'000} + static_cast<core::Micros>(number);
        return one;
    }
    ResearcherAdded add(app::NewResearcher one) { return run(researchers_.add(std::move(one))).outcome; }
    app::Researcher added(app::NewResearcher one) {
        const auto answer = run(researchers_.add(std::move(one)));
        EXPECT_EQ(answer.outcome, ResearcherAdded::made);
        return answer.researcher;
    }
    /// Something stands in the log of an experiment under that name.
    void signs(const std::string& name) {
        core::Value event;
        event["type"] = "registered";
        event["by"] = name;
        app::ExperimentStep step;
        step.events = {lab::design::chained({}, event)};
        step.next.key = "soft-1";
        step.next.document["title"] = "Does a soft close help?";
        step.next.sha256 = std::string(64, 'a');
        step.next.coverage_ppm = 50'000;
        EXPECT_TRUE(run(world_.experiments().store(std::move(step))));
    }

    core::Instant now_ = system_now();
    InPostgres world_;
    postgres::PostgresResearchers researchers_{world_.sessions()};
};

TEST_F(ResearchersPort, WhoIsOneIsFoundAmongTheirPrincipals) {
    const auto grace = added(person(2, "Grace", ResearcherRole::publisher));
    const auto ada = added(person(1, "Ada", ResearcherRole::designer));
    EXPECT_EQ(ada, (app::Researcher{principal(1), "Ada", ResearcherRole::designer, core::Instant{1'001}}));
    EXPECT_THAT(run(researchers_.all()), ElementsAre(ada, grace));
    EXPECT_EQ(run(world_.accounts().contact_of(ada.id)).value_or(app::Contact{}).email, "lab1@example.org");
    EXPECT_EQ(run(researchers_.among({principal(7), grace.id})), grace);
    EXPECT_EQ(run(researchers_.among({ada.id, grace.id, principal(7)})), grace) << "who signed in last";
    EXPECT_EQ(run(researchers_.among({grace.id, ada.id})), ada) << "who signed in last";
    EXPECT_EQ(run(researchers_.among({principal(7)})), std::nullopt);
    EXPECT_EQ(run(researchers_.among({})), std::nullopt);
}

TEST_F(ResearchersPort, ANameIsNobodyElsesEver) {
    const auto ada = added(person(1, "Ada Byron"));
    for (const char* taken : {"Ada Byron", "ADA BYRON", "Ada  Byron", "Ada Byron\u200b", "\u0410da Byron"})
        EXPECT_EQ(add(person(2, taken)), ResearcherAdded::name_taken) << taken;
    EXPECT_TRUE(run(researchers_.end(ada.id, now_)));
    EXPECT_EQ(add(person(2, "Ada Byron")), ResearcherAdded::name_taken) << "what she signed is still there";
    EXPECT_THAT(run(researchers_.all()), IsEmpty());
}

TEST_F(ResearchersPort, WhoIsRefusedHasNoAccount) {
    added(person(1, "Ada"));
    EXPECT_EQ(add(person(2, "Ada")), ResearcherAdded::name_taken);
    EXPECT_THAT(run(world_.accounts().with_email("lab2@example.org")), IsEmpty());
    EXPECT_EQ(run(world_.accounts().contact_of(principal(2))), std::nullopt);
}

TEST_F(ResearchersPort, WhoHasSignedKeepsTheName) {
    added(person(1, "Ada", ResearcherRole::publisher));
    EXPECT_EQ(added(person(1, "Ada Byron")).name, "Ada Byron") << "nothing is signed yet";
    EXPECT_EQ(added(person(2, "Ada", ResearcherRole::designer)).name, "Ada") << "that name never signed";
    signs("ada  byron");
    const auto refused = run(researchers_.add(person(1, "Augusta", ResearcherRole::reader)));
    EXPECT_EQ(refused.outcome, ResearcherAdded::has_signed);
    EXPECT_EQ(refused.researcher.name, "Ada Byron");
    EXPECT_EQ(run(researchers_.among({principal(1)}))->role, ResearcherRole::publisher) << "nothing changed";
    EXPECT_EQ(added(person(1, "ADA BYRON")).name, "ADA BYRON") << "it is the same name";
    EXPECT_EQ(added(person(2, "Beatrice")).name, "Beatrice");
}

TEST_F(ResearchersPort, WithoutARoleItStaysAsItIs) {
    EXPECT_EQ(added(person(1, "Ada")).role, ResearcherRole::reader);
    EXPECT_EQ(added(person(1, "Ada", ResearcherRole::publisher)).role, ResearcherRole::publisher);
    EXPECT_EQ(added(person(1, "Ada Byron")).role, ResearcherRole::publisher);
    EXPECT_EQ(added(person(1, "Ada Byron", ResearcherRole::reader)).role, ResearcherRole::reader);
}

TEST_F(ResearchersPort, OneWhoIsRemovedIsNoneAtOnceAndCanComeBack) {
    EXPECT_FALSE(run(researchers_.end(principal(1), now_))) << "she is none yet";
    const auto ada = added(person(1, "Ada", ResearcherRole::designer));
    EXPECT_TRUE(run(researchers_.end(ada.id, now_)));
    EXPECT_FALSE(run(researchers_.end(ada.id, now_)));
    EXPECT_EQ(run(researchers_.among({ada.id})), std::nullopt);
    EXPECT_EQ(added(person(1, "Ada")).role, ResearcherRole::reader) << "what she was is over";
    EXPECT_EQ(run(researchers_.among({ada.id})).value_or(app::Researcher{}).role, ResearcherRole::reader);
}

} // namespace
} // namespace parley::test
