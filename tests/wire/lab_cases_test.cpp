// The lab's files: what is wrong with one is said with its place, and the golden vectors come out digit by digit where
// they are at hand.
#include "wire/lab_cases.hpp"

#include "lab/design/clusters.hpp"
#include "lab/design/namespaces.hpp"
#include "lab/design/planout.hpp"
#include "lab/design/prereg.hpp"
#include "lab/design/switchback.hpp"
#include "wire/shared_data.hpp"
#include "wire/value_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::wire {
namespace {

namespace design = lab::design;
using core::Value;

const Value::Array& items(const Value& value) {
    static const Value::Array none;
    return value.as_array() != nullptr ? *value.as_array() : none;
}
std::int64_t number(const Value& value) {
    return value.as_integer() != nullptr ? *value.as_integer() : -1;
}
const std::string& text(const Value& value) {
    static const std::string none;
    return value.as_string() != nullptr ? *value.as_string() : none;
}

std::vector<std::int64_t> numbers(const Value& list) {
    std::vector<std::int64_t> read;
    for (const Value& item : items(list))
        read.push_back(number(item));
    return read;
}

class LabVectors : public testing::Test {
protected:
    /// Reads the file, or skips the test.
    void read(const std::string& name) {
        text_ = shared_data(name).value_or("");
        if (text_.empty())
            GTEST_SKIP() << "shared/data/" << name << " is not at hand";
        vectors = *parse_body(text_).value;
    }
    std::string text_;
    Value vectors;
};

class AssignmentVectors : public LabVectors {
protected:
    void SetUp() override { read("assignment_vectors.json"); }
    std::string salt() const { return text(vectors.at("parley_assign_1").at("salt")); }
};

TEST_F(AssignmentVectors, PlanOutChoosesAsUpstreamAsserts) {
    const auto h60_of = [](const Value& one) {
        const std::uint64_t hash = design::h60(text(one.at("hash_input")));
        EXPECT_EQ(std::to_string(hash), text(one.at("h60")));
        return hash;
    };
    const auto chosen = [&](const Value& one) {
        return items(one.at("choices"))[h60_of(one) % items(one.at("choices")).size()];
    };
    std::size_t seen = 0;
    for (const Value& one : items(vectors.at("planout").at("asserted_by_upstream"))) {
        ++seen;
        const std::string& op = text(one.at("op"));
        if (op == "UniformChoice") {
            EXPECT_EQ(chosen(one), one.at("expected")) << text(one.at("name"));
        } else if (op == "UniformChoice product") {
            std::int64_t product = 1;
            for (const Value& part : items(one.at("parts"))) {
                EXPECT_EQ(chosen(part), part.at("value"));
                product *= number(chosen(part));
            }
            EXPECT_EQ(product, number(one.at("expected")));
        } else if (op == "BernoulliTrial") {
            EXPECT_EQ(design::ppm_of(h60_of(one)) < 800'000, number(one.at("expected")) == 1);
        } else {
            ASSERT_EQ(op, "WeightedChoice");
            std::int64_t all = 0;
            for (const std::int64_t weight : numbers(one.at("weights")))
                all += weight;
            std::int64_t below = 0;
            std::size_t arm = 0;
            const std::int64_t drawn = design::ppm_of(h60_of(one));
            while ((below += numbers(one.at("weights"))[arm] * 1'000'000 / all) <= drawn)
                ++arm;
            EXPECT_EQ(items(one.at("choices"))[arm], one.at("expected"));
        }
    }
    EXPECT_GE(seen, 8U);
}

TEST_F(AssignmentVectors, PlanOutHashesSamplesAndSegments) {
    const Value& planout = vectors.at("planout");
    for (const Value& one : items(planout.at("computed"))) {
        const std::string& input = text(one.at("hash_input"));
        EXPECT_EQ(digest::hex(digest::sha1(input)), text(one.at("sha1")));
        EXPECT_EQ(std::to_string(design::h60(input)), text(one.at("h60")));
        EXPECT_EQ(design::ppm_of(design::h60(input)), number(one.at("bucket_ppm")));
    }
    for (const Value& one : items(planout.at("sample_computed")))
        EXPECT_EQ(design::sampled(items(one.at("choices")), text(one.at("prefix"))), items(one.at("result")));
    for (const Value& one : items(planout.at("namespace_segment_computed")))
        EXPECT_EQ(design::segment_of(text(one.at("namespace")), text(one.at("unit")), number(one.at("num_segments"))),
                  number(one.at("segment")));
    for (const Value& one : items(vectors.at("sha_sanity"))) {
        const std::string& input = text(one.at("input"));
        EXPECT_EQ(text(one.at("alg")) == "sha1" ? digest::hex(digest::sha1(input)) : digest::hex(digest::sha256(input)),
                  text(one.at("hex")));
    }
}

TEST_F(AssignmentVectors, UnitsHaveTheirArms) {
    const Value& section = vectors.at("parley_assign_1");
    const auto cases = assign_cases_from(text_);
    ASSERT_TRUE(cases);
    const Value printed = assigned_value(*cases);
    ASSERT_EQ(items(printed.at("results")).size(), items(section.at("vectors")).size());
    for (std::size_t i = 0; i < cases->units.size(); ++i) {
        const Value& one = items(section.at("vectors"))[i];
        const Value& result = items(printed.at("results"))[i];
        for (const char* name : {"unit", "enrol_ppm", "arm_ppm"})
            EXPECT_EQ(result.at(name), one.at(name));
        EXPECT_EQ(result.at("arm"), one.at("arm_50_50"));
        EXPECT_EQ(result.at("enrolled"), Value(true));
        EXPECT_EQ(std::to_string(design::h60(text(one.at("enrol_input")))), text(one.at("enrol_h60")));
        EXPECT_EQ(std::to_string(design::h60(text(one.at("arm_input")))), text(one.at("arm_h60")));
        const std::vector<std::int64_t> thirds{200'000, 300'000, 500'000};
        const design::Assigned few = design::assign({salt(), 100'000, thirds}, cases->units[i]);
        EXPECT_EQ(static_cast<std::int64_t>(few.arm), number(one.at("arm_20_30_50")));
        EXPECT_EQ(Value(few.enrolled), one.at("enrolled_at_100000ppm"));
        EXPECT_EQ(Value(design::assign({salt(), 500'000, thirds}, cases->units[i]).enrolled),
                  one.at("enrolled_at_500000ppm"));
    }
    for (const Value& one : items(section.at("edge_cases")))
        EXPECT_EQ(design::ppm_of(std::stoull(text(one.at("h60")))), number(one.at("bucket_ppm")));
}

TEST_F(AssignmentVectors, EnrolmentAndArmsAreIndependent) {
    const Value& property = vectors.at("parley_assign_1").at("property");
    const design::Split three{salt(), 500'000, {200'000, 300'000, 500'000}};
    std::vector<std::int64_t> by_arm(3);
    std::vector<std::vector<std::int64_t>> table(2, std::vector<std::int64_t>(2));
    for (std::int64_t i = 0; i < 200'000; ++i) {
        const design::Assigned assigned = design::assign(three, "intent:" + std::to_string(i));
        ++by_arm[assigned.arm];
        ++table[assigned.enrolled][assigned.arm_ppm < 500'000];
    }
    EXPECT_EQ(by_arm, numbers(property.at("counts_20_30_50_over_200000_units 'intent:<i>'")));
    const Value& expected = property.at("enrol_x_arm_table_rows_enrol_lt_half_false_true");
    EXPECT_EQ(table[0], numbers(items(expected)[0]));
    EXPECT_EQ(table[1], numbers(items(expected)[1]));
}

TEST_F(AssignmentVectors, SwitchbacksClustersAndSaltsAreDrawn) {
    const Value& switchback = vectors.at("switchback_balanced_pairs");
    design::Switchback plan{.salt = text(switchback.at("salt")),
                            .sector = text(switchback.at("sector")),
                            .slots_per_week = number(switchback.at("slots_per_week"))};
    std::int64_t n = 0;
    for (const Value& week : items(switchback.at("schedule")))
        for (const std::int64_t arm : numbers(week))
            EXPECT_EQ(design::arm_of_slot(plan, n++), arm);
    EXPECT_EQ(n, number(switchback.at("weeks")) * plan.slots_per_week);

    const Value& clusters = vectors.at("cluster_stratified");
    design::Strata strata;
    for (const Value& member : items(clusters.at("members")))
        strata[text(member).substr(0, text(member).find(':'))].insert(text(member));
    Value arms;
    for (const auto& [member, arm] : design::cluster_arms(text(clusters.at("salt")), 2, strata))
        arms[member] = arm;
    EXPECT_EQ(arms, clusters.at("assignment"));

    const Value& salts = vectors.at("salt_derivation");
    for (std::size_t j = 0; j < items(salts.at("salts")).size(); ++j)
        EXPECT_EQ(design::salt_of(text(salts.at("key")), text(salts.at("prereg_sha256")), j),
                  text(items(salts.at("salts"))[j]));
}

class RulesAndPreregVectors : public LabVectors {
protected:
    void SetUp() override { read("rules_prereg_vectors.json"); }
};

TEST_F(RulesAndPreregVectors, ComeOutByteByByte) {
    const auto cases = patch_cases_from(text_);
    ASSERT_TRUE(cases) << cases.error().front().pointer << ' ' << cases.error().front().detail;
    const Value printed = checked_value(*cases);
    EXPECT_EQ(printed.at("base_sha256"), vectors.at("base_sha256"));
    EXPECT_EQ(printed.at("bounds_sha256"), vectors.at("bounds_sha256"));

    ASSERT_EQ(items(printed.at("results")).size(), items(vectors.at("patch_cases")).size());
    for (std::size_t i = 0; i < items(printed.at("results")).size(); ++i) {
        const Value& one = items(vectors.at("patch_cases"))[i];
        const Value& result = items(printed.at("results"))[i];
        EXPECT_EQ(result.at("name"), one.at("name"));
        EXPECT_EQ(result.at("result"), one.at("result")) << text(one.at("name"));
        EXPECT_EQ(result.at("effective_sha256"), one.at("effective_sha256")) << text(one.at("name"));
        if (!one.at("effective").is_null()) {
            EXPECT_EQ(result.at("effective"), one.at("effective"));
        }
    }
    ASSERT_EQ(items(printed.at("prereg_cases")).size(), items(vectors.at("prereg_cases")).size());
    for (std::size_t i = 0; i < items(printed.at("prereg_cases")).size(); ++i)
        for (const char* name : {"canonical", "canonical_bytes", "sha256"})
            if (const Value& one = items(vectors.at("prereg_cases"))[i]; !one.at(name).is_null()) {
                EXPECT_EQ(items(printed.at("prereg_cases"))[i].at(name), one.at(name)) << text(one.at("name"));
            }
    EXPECT_EQ(printed.at("log_chain").at("events"), vectors.at("log_chain").at("events"));
    EXPECT_TRUE(printed.at("log_chain").at("first_break").is_null());
}

TEST_F(RulesAndPreregVectors, LockAPilotAlone) {
    Value document = items(vectors.at("prereg_cases"))[0].at("document");
    const Value& base = vectors.at("base");
    const auto bounds = design::bounds_from(vectors.at("bounds"), base);
    ASSERT_TRUE(bounds);
    const auto claim = design::prereg_from(document);
    ASSERT_TRUE(claim) << claim.error().pointer << ' ' << claim.error().detail;
    EXPECT_EQ(design::fault_at_lock(*claim, base, *bounds)->pointer, "/unit")
        << "a soft close is learned by businesses";
    document["pilot"] = true;
    EXPECT_FALSE(design::fault_at_lock(*design::prereg_from(document), base, *bounds));
}

// --- what is wrong with a file ----------------------------------------------------------------------------------

template <class T>
std::string first_pointer(const ReadFile<T>& read) {
    return read ? "none" : read.error().front().pointer;
}

TEST(AssignCases, NameThePlaceThatIsWrong) {
    const auto pointer = [](std::string_view section) {
        return first_pointer(assign_cases_from("{\"parley_assign_1\":" + std::string(section) + ",\"other\":0.5}"));
    };
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[{"unit":"a","more":0.5}]})"), "none");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"weight_ppm":null,"coverage_ppm":null})"), "none");
    EXPECT_EQ(pointer("[]"), "/parley_assign_1");
    EXPECT_EQ(pointer("0.5"), "/parley_assign_1");
    EXPECT_EQ(pointer(R"({"vectors":[]})"), "/parley_assign_1/salt");
    EXPECT_EQ(pointer(R"({"salt":"","vectors":[]})"), "/parley_assign_1/salt");
    EXPECT_EQ(pointer(R"({"salt":"s"})"), "/parley_assign_1/vectors");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":["a"]})"), "/parley_assign_1/vectors/0");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[{"unit":"a"},{"unit":7}]})"), "/parley_assign_1/vectors/1/unit");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"coverage_ppm":1.0})"), "/parley_assign_1/coverage_ppm");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"coverage_ppm":-1})"), "/parley_assign_1/coverage_ppm");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"weight_ppm":[1]})"), "/parley_assign_1/weight_ppm");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"weight_ppm":[500000,"500000"]})"), "/parley_assign_1/weight_ppm/1");
    EXPECT_EQ(pointer(R"({"salt":"s","vectors":[],"weight_ppm":{}})"), "/parley_assign_1/weight_ppm");
    EXPECT_EQ(first_pointer(assign_cases_from("{}")), "/parley_assign_1");
    EXPECT_EQ(first_pointer(assign_cases_from("[]")), "");
    EXPECT_EQ(first_pointer(assign_cases_from("{\"parley_assign_1\":{\"salt\":nul")), "line 1, column 30");
}

TEST(PatchCases, NameThePlaceThatIsWrong) {
    const auto pointer = [](std::string_view more, std::string_view base = R"({"a":{"b":1}})",
                            std::string_view bounds = R"({"paths":{"/a/b":{"type":"integer"}}})") {
        return first_pointer(patch_cases_from("{\"base\":" + std::string(base) + ",\"bounds\":" + std::string(bounds) +
                                              std::string(more) + '}'));
    };
    EXPECT_EQ(pointer(""), "none");
    EXPECT_EQ(pointer(R"(,"cases":[{"patch":[]}],"more":0.5)"), "none");
    EXPECT_EQ(pointer("", "[]"), "/base");
    EXPECT_EQ(pointer("", R"({"a":{"b/c":1.5}})"), "/base/a/b~1c");
    EXPECT_EQ(pointer("", "{}", "{}"), "/bounds/paths");
    EXPECT_EQ(pointer("", "{}", R"({"paths":{"/a":{"type":"integer","min":0.5}}})"), "/bounds/paths/~1a/min");
    EXPECT_EQ(pointer("", "{}", R"({"paths":{},"cross":["a.b==1"]})"), "/bounds/cross/0");
    EXPECT_EQ(pointer(R"(,"cases":{})"), "/cases");
    EXPECT_EQ(pointer(R"(,"cases":[1])"), "/cases/0");
    EXPECT_EQ(pointer(R"(,"cases":[{"patch":{}}])"), "/cases/0/patch");
    EXPECT_EQ(pointer(R"(,"patch_cases":[{"name":1,"patch":[]}])"), "/patch_cases/0/name");
    EXPECT_EQ(pointer(R"(,"patch_cases":[],"cases":[])"), "/patch_cases");
    EXPECT_EQ(pointer(R"(,"prereg_cases":[{"name":"a"}])"), "/prereg_cases/0/document");
    EXPECT_EQ(pointer(R"(,"prereg_cases":[{"document":{"a":1}},{"change":"a 2->3"}])"), "/prereg_cases/1/change");
    EXPECT_EQ(pointer(R"(,"prereg_cases":[{"document":{"a":1}},{"change":"a to 3"}])"), "/prereg_cases/1/change");
    EXPECT_EQ(pointer(R"(,"prereg_cases":[{"document":{"a":1}},{"change":"a 1->[3]"}])"), "none");
    EXPECT_EQ(pointer(R"(,"log_chain":{})"), "/log_chain/events");
    EXPECT_EQ(pointer(R"(,"log_chain":{"events":[{}]})"), "/log_chain/events/0/event");
    EXPECT_EQ(pointer(R"(,"log_chain":{"events":[{"event":{"at":0.5}}]})"), "/log_chain/events/0/event/at");
}

TEST(PatchCases, HaveTheirFaultsWithinTheFile) {
    const auto cases = patch_cases_from(
        R"({"base":{"a":{"b":1}},"bounds":{"paths":{"/a/b":{"type":"integer","max":8}}},
            "cases":[{"patch":[{"op":"test","path":"/a/b","value":1},{"op":"replace","path":"/a/b","value":8.0}]}],
            "prereg_cases":[{"name":"half","document":{"share":[1,0.5]}}],
            "log_chain":{"events":[{"event":{}},{"event":{},"hash":"0"},{"event":{},"hash":"0"}]}})");
    ASSERT_TRUE(cases);
    const Value printed = checked_value(*cases);
    const Value& result = items(printed.at("results"))[0];
    EXPECT_EQ(text(result.at("result")), "E_TYPE");
    EXPECT_EQ(result.at("valid"), Value(false));
    EXPECT_EQ(text(items(result.at("errors"))[0].at("pointer")), "/cases/0/patch/1/value");
    EXPECT_TRUE(result.at("effective").is_null());
    const Value& prereg = items(printed.at("prereg_cases"))[0];
    EXPECT_TRUE(prereg.at("sha256").is_null());
    EXPECT_EQ(text(items(prereg.at("errors"))[0].at("pointer")), "/prereg_cases/0/document/share/1");
    EXPECT_EQ(printed.at("log_chain").at("first_break"), Value(1));
}

/// Values of our own kind, three levels deep.
rc::Gen<Value> any_value(int depth) {
    const auto text_gen = rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
    auto leaf = rc::gen::oneOf(
        rc::gen::just(Value()), rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); }),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Value(n); }),
        rc::gen::map(text_gen, [](std::string t) { return Value(std::move(t)); }));
    if (depth == 0)
        return leaf;
    auto list = rc::gen::map(rc::gen::resize(4, rc::gen::container<Value::Array>(any_value(depth - 1))),
                             [](Value::Array a) { return Value(std::move(a)); });
    auto object = rc::gen::map(
        rc::gen::resize(4, rc::gen::container<std::map<std::string, Value>>(text_gen, any_value(depth - 1))),
        [](std::map<std::string, Value> m) { return Value(Value::Object(m.begin(), m.end())); });
    return rc::gen::oneOf(leaf, list, object);
}

RC_GTEST_PROP(CanonicalForm, ReadsBackAsWhatWasWritten, ()) {
    const Value value = *any_value(3);
    const std::string written = core::canonical(value);
    const auto read = parse_value(written);
    RC_ASSERT(read.has_value());
    RC_ASSERT((*read == value));
    RC_ASSERT(core::canonical(*read) == written);
    RC_ASSERT(design::sha256_of(*read) == design::sha256_of(value));
}

RC_GTEST_PROP(LabFiles, AreReadOrRefusedWhateverTheyHold, ()) {
    Value document;
    for (const char* name : {"base", "bounds", "cases", "prereg_cases", "log_chain", "parley_assign_1"})
        if (*rc::gen::arbitrary<bool>())
            document[name] = *any_value(3);
    if (*rc::gen::arbitrary<bool>()) {
        document["base"] = Value::Object{{"a", 1}};
        document["bounds"] = Value::Object{{"paths", Value::Object{{"/a", Value::Object{{"type", "integer"}}}}}};
        document["cases"] = Value::Array{Value::Object{{"patch", Value::Array{*any_value(2)}}}};
    }
    const std::string written = core::canonical(document);
    if (const auto cases = patch_cases_from(written))
        RC_ASSERT(parse_value(core::canonical(checked_value(*cases)), stored_json_depth_max).has_value());
    if (const auto cases = assign_cases_from(written))
        RC_ASSERT(parse_value(core::canonical(assigned_value(*cases))).has_value());
}

} // namespace
} // namespace parley::wire
