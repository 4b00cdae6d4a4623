// The schedule of retries and the signatures of webhooks; that they are sent is shown by
// tests/system/webhooks.test.mjs.
#include "app/webhook_sender.hpp"

#include "app/postback_signature.hpp"

#include <gmock/gmock.h>

namespace parley::app {
namespace {

TEST(WebhookSchedule, IsThatOfStandardWebhooks) {
    std::vector<core::Micros> waits;
    for (int attempts = 1; const auto wait = retry_after(attempts); ++attempts)
        waits.push_back(*wait / core::micros_per_s);
    EXPECT_THAT(waits, testing::ElementsAre(5, 300, 1'800, 7'200, 18'000, 36'000, 50'400, 72'000, 86'400));
    EXPECT_FALSE(retry_after(0)) << "nothing was tried yet";
}

TEST(WebhookSignatures, AreThoseOfTheSecretsThatSignNow) {
    Webhook webhook;
    webhook.secret.fill(1);
    WebhookSecret old;
    old.fill(2);
    webhook.old_secret = old;
    webhook.old_until = core::Instant{100};
    const auto signed_at = [&](std::int64_t us) {
        return webhook_signatures(webhook, "msg_1", "1700000000", "{}", core::Instant{us});
    };
    const std::string both = signed_at(99);
    const SignedMessage message{"msg_1", "1700000000", "{}", both};
    EXPECT_TRUE(is_signed_with(webhook.secret, message));
    EXPECT_TRUE(is_signed_with(old, message));
    const std::string one = signed_at(100);
    const SignedMessage later{"msg_1", "1700000000", "{}", one};
    EXPECT_TRUE(is_signed_with(webhook.secret, later));
    EXPECT_FALSE(is_signed_with(old, later));
    EXPECT_FALSE(is_signed_with(webhook.secret, {"msg_2", "1700000000", "{}", one}));
}

} // namespace
} // namespace parley::app
