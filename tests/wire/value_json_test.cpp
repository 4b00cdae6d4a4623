#include "wire/value_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::wire {
namespace {

using core::Value;

TEST(ValueJson, ReadsEveryKindAndWritesItCanonically) {
    const auto value = parse_value(R"( {"b":[1,-2,null,true,false,"x\u00e9\n"] , "a":{}} )");
    ASSERT_TRUE(value);
    EXPECT_EQ(to_json(*value), "{\"a\":{},\"b\":[1,-2,null,true,false,\"x\u00e9\\n\"]}");
}

TEST(ValueJson, KeepsAll64Bits) {
    for (const char* number : {"9223372036854775807", "-9223372036854775808", "9007199254740993", "0"}) {
        const auto value = parse_value(number);
        ASSERT_TRUE(value && value->as_integer()) << number;
        EXPECT_EQ(to_json(*value), number);
    }
}

TEST(ValueJson, RefusesWhatHasNoCanonicalForm) {
    for (const char* bad : {"1.5",
                            "1.0",
                            "1e3",
                            "-0.0",
                            "9223372036854775808",
                            "-9223372036854775809",
                            "1e400",
                            R"({"a":1,"a":1})",
                            R"({"x":{"a":1,"b":2,"a":3}})",
                            "",
                            " ",
                            "{",
                            "[1,]",
                            "{} {}",
                            "nul",
                            "{'a':1}",
                            "NaN",
                            "\"\xff\"",
                            "\"\xed\xa0\x80\"",
                            "// x\n1"})
        EXPECT_FALSE(parse_value(bad)) << bad;
}

TEST(ValueJson, HasNoNulAndNothingBehindOne) {
    using namespace std::string_view_literals;
    for (const auto text : {"{}\0"sv, "{}\0garbage"sv, "{\0}"sv, "\0"sv, "\"a\0b\""sv}) {
        EXPECT_FALSE(parse_value(text));
        EXPECT_FALSE(parse_body(text).value);
        EXPECT_EQ(parse_body(text).fault, "invalid_json");
    }
    EXPECT_EQ(parse_body("{}\0garbage"sv).byte, 3U);
    EXPECT_TRUE(parse_value(R"("a\u0000b")")) << "one that is escaped is a character like others";
}

TEST(ValueJson, KeepsAnyNumberForThoseWhoComputeInDoubles) {
    const ParsedBody parsed = parse_numbers("[1,2.5,18446744073709551615,-1e300]");
    ASSERT_TRUE(parsed.value);
    EXPECT_EQ(*parsed.value,
              Value(Value::Array{1, decimal("2.5"), decimal("18446744073709551615"), decimal("-1e300")}));
    EXPECT_EQ(parse_numbers("[1e999]").number, "1e999");
    EXPECT_FALSE(parse_numbers(R"({"a":1,"a":1})").value);
}

TEST(ValueJson, BoundsTheDepth) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parse_value(nested(32)));
    EXPECT_FALSE(parse_value(nested(33)));
    EXPECT_TRUE(parse_value(nested(64), stored_json_depth_max));
    EXPECT_FALSE(parse_value(nested(65), stored_json_depth_max));
    EXPECT_FALSE(parse_value(std::string(1'000'000, '['))) << "and not at the cost of the stack";
}

rc::Gen<Value> any_value(int depth) {
    auto leaf = rc::gen::oneOf(rc::gen::construct<Value>(rc::gen::arbitrary<std::int64_t>()),
                               rc::gen::construct<Value>(rc::gen::arbitrary<bool>()), rc::gen::just(Value()),
                               rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)),
                                            [](std::string text) { return Value(std::move(text)); }));
    if (depth == 0)
        return leaf;
    auto items =
        rc::gen::map(rc::gen::container<std::vector<Value>>(rc::gen::lazy([=] { return any_value(depth - 1); })),
                     [](std::vector<Value> list) { return Value(std::move(list)); });
    return rc::gen::oneOf(leaf, items);
}

RC_GTEST_PROP(ValueJson, WhatIsWrittenIsReadBackTheSame, ()) {
    Value value;
    value["list"] = *any_value(3);
    value["ü"] = *any_value(1);
    const auto back = parse_value(to_json(value));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == value);
}

} // namespace
} // namespace parley::wire
