#include "adapters/redis/run_codec.hpp"

#include "wire/value_json.hpp"

#include <gtest/gtest.h>

namespace parley::redis {
namespace {

app::Committed a_run() {
    app::Committed run;
    run.intent.low = 7;
    app::StoredEvent event;
    event.seq = 3;
    event.at = {1'700'000'000'000'001};
    event.received_at = {1'700'000'000'000'000};
    event.type = "tested";
    event.body["said"] = "\"\n";
    event.command_key = "buyer/k";
    event.hash = digest::sha256("3");
    run.events = {event};
    event.seq = 4;
    run.events.push_back(event);
    run.parts = {{3, "price", {}, core::Value(100)}, {3, "text", {}, core::Value("x")}};
    run.next_due = core::Instant{1'700'000'000'000'002};
    return run;
}

TEST(RunCodec, WritesAnEntryAsTheCanonicalValueWouldBeWritten) {
    const app::Committed run = a_run();
    const auto entries = encode_events(run);
    ASSERT_EQ(entries.size(), 2U);
    for (const std::string& entry : entries) {
        const auto value = wire::parse_value(entry);
        ASSERT_TRUE(value) << entry;
        EXPECT_EQ(core::canonical(*value), entry);
    }
    EXPECT_NE(entries[0].find("\"parts\":[{\"name\":\"price\",\"salt\":\"00000000000000000000000000000000\","
                              "\"value\":100},{\"name\":\"text\","),
              std::string::npos)
        << entries[0];
    EXPECT_NE(entries[1].find("\"parts\":[],"), std::string::npos) << entries[1];
}

TEST(RunCodec, ReadsBackWhatItPublished) {
    app::Committed run = a_run();
    for (const bool has_due : {true, false}) {
        if (!has_due)
            run.next_due.reset();
        const std::string message = encode_message("node", run, encode_events(run));
        EXPECT_EQ(sender_of(message), "node");
        const auto read = decode_message(message);
        ASSERT_TRUE(read) << message;
        EXPECT_EQ(read->intent, run.intent);
        EXPECT_EQ(read->next_due, run.next_due);
        ASSERT_EQ(read->events.size(), 2U);
        EXPECT_EQ(read->events[0].body, run.events[0].body);
        EXPECT_EQ(read->events[1].hash, run.events[1].hash);
        ASSERT_EQ(read->parts.size(), 2U);
        EXPECT_EQ(read->parts[1].name, "text");
        EXPECT_EQ(read->parts[1].value, run.parts[1].value);
    }
}

// A run that is too large is only named.
TEST(RunCodec, PublishesARunWithoutItsEvents) {
    const auto read = decode_message(encode_message("node", a_run(), {}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->intent, a_run().intent);
    EXPECT_TRUE(read->events.empty());
}

} // namespace
} // namespace parley::redis
