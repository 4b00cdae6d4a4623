#include "roles/gateway/fixed_answer.hpp"

#include <gtest/gtest.h>

namespace parley::roles {
namespace {

http::Response asked(const FixedAnswer& fixed, std::string if_none_match) {
    http::Request request;
    if (!if_none_match.empty())
        request.headers.push_back({"if-none-match", std::move(if_none_match)});
    return fixed.answer(request);
}

std::string header_of(const http::Response& response, std::string_view name) {
    for (const http::Header& header : response.headers)
        if (http::equals_ignoring_case(header.name, name))
            return header.value;
    return "";
}

TEST(FixedAnswer, SendsTheTextWithItsTag) {
    const FixedAnswer fixed("text/yaml", "openapi: 3.1.0\n", "public, max-age=60");
    const http::Response response = asked(fixed, "");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body_view(), "openapi: 3.1.0\n");
    EXPECT_EQ(header_of(response, "content-type"), "text/yaml");
    EXPECT_EQ(header_of(response, "cache-control"), "public, max-age=60");
    EXPECT_EQ(header_of(response, "etag"), fixed.etag());
    EXPECT_EQ(fixed.etag().size(), 34U) << "32 digits in quotes";
}

TEST(FixedAnswer, SendsNoTextToWhoHasIt) {
    const FixedAnswer fixed("text/yaml", "text", "public, max-age=60");
    for (const std::string& known :
         {fixed.etag(), "W/" + fixed.etag(), "\"other\" , " + fixed.etag(), std::string("*")}) {
        const http::Response response = asked(fixed, known);
        EXPECT_EQ(response.status, 304) << known;
        EXPECT_EQ(response.body_view(), "");
        EXPECT_EQ(header_of(response, "etag"), fixed.etag());
        EXPECT_EQ(header_of(response, "cache-control"), "public, max-age=60");
    }
    EXPECT_EQ(asked(fixed, "\"other\"").status, 200);
    EXPECT_EQ(asked(fixed, FixedAnswer("text/yaml", "text 2", "").etag()).status, 200) << "another text, another tag";
}

} // namespace
} // namespace parley::roles
