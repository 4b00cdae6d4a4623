// What the lab answers to a step that is not taken.
#include "roles/gateway/researching.hpp"

#include <gtest/gtest.h>

namespace parley::roles {
namespace {

using Kind = app::ExperimentNo::Kind;

TEST(TheLab, SaysInOneSentenceWhatHasToBeAnalysed) {
    const auto said = [](const std::string& detail) { return problem_of({Kind::not_analysed, "", detail}).detail; };
    EXPECT_EQ(said("it is running, and has to be analysed first"), "It is running, and has to be analysed first.");
    EXPECT_EQ(said("it is published, and has to be analysed again, with a reason, before it is released again"),
              "It is published, and has to be analysed again, with a reason, before it is released again.");
}

TEST(TheLab, NamesAllWhoAnalysedIt) {
    app::ExperimentLog log;
    for (const auto& [type, by] : {std::pair{app::registered_event, "Ada"}, std::pair{app::analysed_event, "Mary"},
                                   std::pair{app::analysed_event, "Grace"}, std::pair{app::analysed_event, "Mary"}})
        log.push_back(lab::design::chained(log, app::experiment_event(type, by, {})));
    const core::Value told = told_experiment(app::StoredExperiment{}, log, true);
    EXPECT_EQ(core::canonical(told.at("analysts")), R"(["Mary","Grace"])");
    EXPECT_EQ(told.at("registered_by"), core::Value("Ada"));
    EXPECT_EQ(told.at("analysed_by"), core::Value("Mary"));
}

} // namespace
} // namespace parley::roles
