// Which addresses are called: those of push services on the list, and nothing that only looks like one.
#include "adapters/push/services.hpp"

#include <gtest/gtest.h>

namespace parley::push {
namespace {

TEST(PushServices, TheUsualOnesAreCalledByTheirOrigin) {
    const auto origin = [](std::string_view endpoint) { return origin_on_list(endpoint, usual_services()); };
    EXPECT_EQ(origin("https://fcm.googleapis.com/fcm/send/abc:def"), "https://fcm.googleapis.com");
    EXPECT_EQ(origin("https://updates.push.services.mozilla.com/wpush/v2/x"),
              "https://updates.push.services.mozilla.com");
    EXPECT_EQ(origin("https://wns2-db5p.notify.windows.com/w/?token=x"), "https://wns2-db5p.notify.windows.com");
    EXPECT_EQ(origin("https://web.push.apple.com/x"), "https://web.push.apple.com");
}

TEST(PushServices, NothingElseIs) {
    for (const char* endpoint : {"http://fcm.googleapis.com/x",
                                 "https://fcm.googleapis.com",
                                 "https://fcm.googleapis.com:8443/x",
                                 "https://fcm.googleapis.com.evil.example/x",
                                 "https://evil.example/fcm.googleapis.com/",
                                 "https://me@fcm.googleapis.com/x",
                                 "https://fcm.googleapis.com@evil.example/x",
                                 "https://evil.example#.notify.windows.com/x",
                                 "https://evilnotify.windows.com/x",
                                 "https://.notify.windows.com/x",
                                 "https://notify.windows.com/x",
                                 "https://127.0.0.1/x",
                                 "https://[::1]/x",
                                 "http://127.0.0.1:9/x",
                                 "https://FCM.googleapis.com/x",
                                 "https://fcm.googleapis.com\\@evil.example/x",
                                 "https://fcm.googleapis.com/x y",
                                 "ftp://fcm.googleapis.com/x",
                                 "",
                                 "/x"})
        EXPECT_EQ(origin_on_list(endpoint, usual_services()), std::nullopt) << endpoint;
}

TEST(PushServices, AReceiverOnThisMachineIsNamedWithItsPort) {
    EXPECT_TRUE(is_service("http://127.0.0.1:8123"));
    EXPECT_TRUE(is_service("*.notify.windows.com"));
    for (const char* entry : {"http://127.0.0.1", "http://127.0.0.1:", "http://10.0.0.1:80", "127.0.0.1", "localhost",
                              "*.", "a/b.example", ""})
        EXPECT_FALSE(is_service(entry)) << entry;
    const std::vector<std::string> list{"http://127.0.0.1:8123"};
    EXPECT_EQ(origin_on_list("http://127.0.0.1:8123/push/x", list), "http://127.0.0.1:8123");
    EXPECT_EQ(origin_on_list("http://127.0.0.1:8124/push/x", list), std::nullopt);
    EXPECT_EQ(origin_on_list("http://127.0.0.1:8123@evil.example/x", list), std::nullopt);
}

} // namespace
} // namespace parley::push
