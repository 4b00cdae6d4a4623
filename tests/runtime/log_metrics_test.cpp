#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "runtime/utf8.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace parley::runtime {
namespace {

TEST(Log, WritesOneJsonObjectPerLine) {
    EXPECT_EQ(
        format_log_line(1'700'000'000'000'042, LogLevel::warning, "redis_down", {{"host", "a\"b\\c\n"}, {"ms", 12}}),
        "{\"ts\":\"2023-11-14T22:13:20.000042Z\",\"level\":\"warning\",\"event\":\"redis_down\","
        "\"host\":\"a\\\"b\\\\c\\u000a\",\"ms\":12}\n");
}

TEST(Log, StaysReadableWhenATextIsNot) {
    const auto line =
        format_log_line(0, LogLevel::info, "peer_sent", {{"text", "\xFFk\xC3\xA4"}, {"good", "\xC3\xA4"}});
    EXPECT_TRUE(is_utf8(line));
    EXPECT_NE(line.find("\"good\":\"\xC3\xA4\""), std::string::npos);
}

std::vector<std::string> lines;

TEST(Log, HoldsBackWhatIsBelowTheLevel) {
    lines.clear();
    set_log_sink([](std::string_view line) { lines.emplace_back(line); });
    log(LogLevel::debug, "hidden");
    log_info("shown");
    set_log_level(LogLevel::error);
    log_warning("hidden_too");
    set_log_level(LogLevel::info);
    set_log_sink(nullptr);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("\"event\":\"shown\""), std::string::npos);
}

TEST(Metrics, ExposesWhatWasCounted) {
    Registry registry;
    registry.counter("parley_offers_total", "Offers by outcome", {{"outcome", "accepted"}}).add(3);
    registry.counter("parley_offers_total", "Offers by outcome", {{"outcome", "a\"b"}}).add();
    registry.counter("parley_offers_total", "Offers by outcome", {{"outcome", "accepted"}}).add();
    registry.gauge("parley_sockets", "Open sockets").set(-2);
    EXPECT_EQ(registry.render(), "# HELP parley_offers_total Offers by outcome\n"
                                 "# TYPE parley_offers_total counter\n"
                                 "parley_offers_total{outcome=\"accepted\"} 4\n"
                                 "parley_offers_total{outcome=\"a\\\"b\"} 1\n"
                                 "# HELP parley_sockets Open sockets\n"
                                 "# TYPE parley_sockets gauge\n"
                                 "parley_sockets -2\n");
}

TEST(Metrics, HistogramBucketsAreCumulative) {
    Registry registry;
    auto& seconds = registry.histogram("parley_commit_seconds", "Commits", {{"kind", "append"}});
    seconds.observe_us(100);
    seconds.observe_us(101);
    seconds.observe(std::chrono::seconds(60));
    EXPECT_EQ(seconds.count(), 3U);
    const auto text = registry.render();
    EXPECT_NE(text.find("parley_commit_seconds_bucket{kind=\"append\",le=\"0.0001\"} 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("parley_commit_seconds_bucket{kind=\"append\",le=\"0.00025\"} 2\n"), std::string::npos) << text;
    EXPECT_NE(text.find("parley_commit_seconds_bucket{kind=\"append\",le=\"10\"} 2\n"), std::string::npos) << text;
    EXPECT_NE(text.find("parley_commit_seconds_bucket{kind=\"append\",le=\"+Inf\"} 3\n"), std::string::npos) << text;
    EXPECT_NE(text.find("parley_commit_seconds_sum{kind=\"append\"} 60.000201\n"), std::string::npos) << text;
}

TEST(Metrics, CountsFromManyThreads) {
    Registry registry;
    std::vector<std::thread> threads;
    for (int at = 0; at < 4; ++at) {
        threads.emplace_back([&] {
            for (int count = 0; count < 1000; ++count) {
                registry.counter("parley_x_total", "x").add();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(registry.counter("parley_x_total", "x").value(), 4000U);
}

TEST(Utf8, AcceptsWellFormedText) {
    for (const std::string_view text :
         {"", "plain ascii text", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "mixed \xE2\x82\xAC and \xF0\x9F\x98\x80 text"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
    EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Utf8, RefusesEverythingElse) {
    const std::vector<std::string_view> bad = {
        "\x80",             // lonely continuation
        "\xC0\xAF",         // overlong slash
        "\xC1\xBF",         // overlong
        "\xE0\x9F\xBF",     // overlong
        "\xF0\x8F\xBF\xBF", // overlong
        "\xED\xA0\x80",     // surrogate
        "\xED\xBF\xBF",     // surrogate
        "\xF4\x90\x80\x80", // above U+10FFFF
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xE2\x82",     // cut off
        "\xF0\x9F\x98", // cut off
        "\xC3",         // cut off
        "\xE2\x28\xA1", // wrong second byte
        "12345678\xC3", // behind a run of ASCII
        "1234567\xC3\x28x",
    };
    for (const auto text : bad) {
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
    }
}

} // namespace
} // namespace parley::runtime
