// What a request may not do, sent as raw bytes over loopback. Every refusal is a problem, closes the connection, and
// leaves the bytes behind it unread.
#include "adapters/http/test_server.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::http {
namespace {

using tests::RawClient;
using tests::TestServer;

struct Case {
    std::string name;
    std::string bytes;
    int status;
    std::string code; // or the beginning of it, where two guards may be first
};

void PrintTo(const Case& one, std::ostream* out) {
    *out << one.name;
}

std::string head(const std::string& lines) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

const std::vector<Case>& refused() {
    static const std::vector<Case> cases = {
        // Transfer codings: Beast 1.81 reads the unknown ones as "no body" and the body as the next request.
        {"GzipCoding", head("Transfer-Encoding: gzip\r\n") + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", 400,
         "bad_transfer_encoding"},
        {"ChunkedGzip", head("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n", 400, "bad_transfer_encoding"},
        {"GzipChunked", head("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 400, "bad_transfer_encoding"},
        {"Identity", head("Transfer-Encoding: identity\r\n"), 400, "bad_transfer_encoding"},
        {"EmptyCoding", head("Transfer-Encoding: \r\n"), 400, "bad_transfer_encoding"},
        {"ChunkedTwice", head("Transfer-Encoding: chunked, chunked\r\n") + "0\r\n\r\n", 400, "bad_transfer_encoding"},
        {"ChunkedInTwoFields", head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400,
         ""},
        {"QuotedChunked", head("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n", 400, "bad_transfer_encoding"},
        {"NoBreakSpaceChunked",
         head("Transfer-Encoding: \xA0"
              "chunked\r\n") +
             "0\r\n\r\n",
         400, "bad_transfer_encoding"},
        {"ChunkedOnHttp10", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
         "bad_transfer_encoding"},
        {"LengthAndChunked", head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400, ""},
        {"ChunkedAndLength", head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n", 400, ""},
        // Lengths
        {"LengthTwice", head("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400, ""},
        {"LengthsDiffer", head("Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400, ""},
        {"LengthList", head("Content-Length: 3, 3\r\n") + "abc", 400, ""},
        {"LengthPlus", head("Content-Length: +3\r\n") + "abc", 400, ""},
        {"LengthNegative", head("Content-Length: -3\r\n") + "abc", 400, ""},
        {"LengthHex", head("Content-Length: 0x3\r\n") + "abc", 400, ""},
        {"LengthEmpty", head("Content-Length: \r\n"), 400, ""},
        {"LengthHuge", head("Content-Length: 99999999999999999999\r\n"), 400, ""},
        // Chunks
        {"Trailer", head("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\nX-Admin: 1\r\n\r\n", 400,
         "trailers_refused"},
        {"ChunkExtension", head("Transfer-Encoding: chunked\r\n") + "3;a=b\r\nabc\r\n0\r\n\r\n", 400, "bad_request"},
        {"EndlessChunkExtension", head("Transfer-Encoding: chunked\r\n") + "3;" + std::string(100'000, 'a'), 400, ""},
        {"ChunkWithoutSize", head("Transfer-Encoding: chunked\r\n") + "\r\nabc\r\n0\r\n\r\n", 400, "bad_request"},
        {"ChunkSizeOverflow", head("Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\nabc", 400, "bad_request"},
        {"ChunkTooLong", head("Transfer-Encoding: chunked\r\n") + "2\r\nabc\r\n0\r\n\r\n", 400, "bad_request"},
        // Host
        {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400, "bad_host"},
        {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad_host"},
        {"TwoHostsOnHttp10", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_host"},
        {"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "bad_host"},
        {"HostWithPath", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "bad_host"},
        {"HostWithUser", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400, "bad_host"},
        // Lines
        {"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400, "bad_request"},
        {"BareCarriageReturn", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400, "bad_request"},
        {"FoldedLine", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400, "bad_request"},
        {"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "bad_request"},
        {"SpaceInName", "GET / HTTP/1.1\r\nHost: a\r\nX Y: a\r\n\r\n", 400, "bad_request"},
        {"NulInValue", "GET / HTTP/1.1\r\nHost: a\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n", 400, "bad_request"},
        {"EmptyName", "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", 400, "bad_request"},
        {"NotHttp", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "bad_request"},
        {"Http09", "GET /\r\n\r\n", 400, "bad_request"},
        {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "bad_version"},
        {"Http12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "bad_version"},
        // Targets
        {"Asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"Authority", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"NoLeadingSlash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"DotSegments", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"EncodedDotSegments", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"EncodedSlash", "GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"EncodedNul", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"Backslash", "GET /a%5Cb HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"BrokenEscape", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"NotUtf8", "GET /a%C3%28 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"KeyTwice", "GET /?a=1&a=2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"QueryEscape", "GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        {"Fragment", "GET /a#token HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
        // Sizes
        {"HeaderBlock", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'a') + "\r\n\r\n", 431,
         "headers_too_large"},
        {"ManyHeaders",
         [] {
             std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
             for (int at = 0; at < 2000; ++at) {
                 bytes += "X: y\r\n";
             }
             return bytes + "\r\n";
         }(),
         431, "headers_too_large"},
        {"LongTarget", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long"},
        {"AnnouncedBody", head("Content-Length: 65537\r\n"), 413, "body_too_large"},
        {"AnnouncedBodyOfRoute", "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413,
         "body_too_large"},
        {"ChunkedBodyOfRoute",
         "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n",
         413, "body_too_large"},
        // Fields
        {"GzipBody", head("Content-Encoding: gzip\r\nContent-Length: 3\r\n") + "abc", 415, "encoding_refused"},
        {"Expectation", head("Expect: 200-ok\r\nContent-Length: 3\r\n") + "abc", 417, "expectation_failed"},
        {"TwoTokens", head("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400, "repeated_header"},
        {"TwoKeys", head("Idempotency-Key: a\r\nIdempotency-Key: b\r\n"), 400, "repeated_header"},
        {"TwoOrigins", head("Origin: http://a\r\nOrigin: http://b\r\n"), 400, "repeated_header"},
    };
    return cases;
}

class Guards : public testing::TestWithParam<Case> {
protected:
    static void SetUpTestSuite() { server_ = std::make_unique<TestServer>(); }
    static void TearDownTestSuite() { server_.reset(); }
    static std::unique_ptr<TestServer> server_;
};
std::unique_ptr<TestServer> Guards::server_;

TEST_P(Guards, RefuseAndClose) {
    const auto handled = server_->handler.requests().size();
    auto client = server_->connect();
    client.send(GetParam().bytes);
    const auto response = client.read_response();
    ASSERT_TRUE(response) << "no answer";
    EXPECT_EQ(response->status, GetParam().status) << response->body;
    EXPECT_EQ(response->header("content-type"), "application/problem+json");
    EXPECT_EQ(response->header("connection"), "close");
    EXPECT_NE(response->body.find("\"status\":" + std::to_string(GetParam().status)), std::string::npos);
    EXPECT_NE(response->body.find("\"code\":\"" + GetParam().code), std::string::npos) << response->body;
    client.finish_sending();
    EXPECT_TRUE(client.is_closed_by_peer());
    EXPECT_TRUE(client.input().empty()) << "something behind the refusal was answered: " << client.input();
    EXPECT_EQ(server_->handler.requests().size(), handled) << "the handler saw it";
}

INSTANTIATE_TEST_SUITE_P(Http, Guards, testing::ValuesIn(refused()), [](const auto& info) { return info.param.name; });

// The same bytes one at a time: no guard may depend on how the kernel cuts the stream.
TEST(GuardsInPieces, RefuseByteByByte) {
    TestServer server;
    for (const auto& one : refused()) {
        if (one.bytes.size() > 300) {
            continue;
        }
        auto client = server.connect();
        for (const char byte : one.bytes) {
            if (!client.send(std::string_view(&byte, 1))) {
                break;
            }
        }
        const auto response = client.read_response();
        ASSERT_TRUE(response) << one.name;
        EXPECT_EQ(response->status, one.status) << one.name << response->body;
    }
    EXPECT_TRUE(server.handler.requests().empty());
}

} // namespace
} // namespace parley::http
