#include "adapters/http/message.hpp"
#include "adapters/http/peers.hpp"
#include "adapters/http/static_files.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <fstream>
#include <stdexcept>

namespace parley::http {
namespace {

namespace fs = std::filesystem;
namespace ip = boost::asio::ip;

TEST(Problem, EscapesWhatItShows) {
    const auto problem = plain_problem(400, "bad_target", "a \"quote\"\n\xFF");
    EXPECT_EQ(problem.body,
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"code\":\"bad_target\","
              "\"detail\":\"a \\\"quote\\\"\\u000a\\u00ff\",\"errors\":[]}");
}

TEST(Percent, DecodesOrRefuses) {
    EXPECT_EQ(percent_decoded("a%20b+c"), "a b+c");
    EXPECT_EQ(percent_decoded("a%20b+c", true), "a b c");
    EXPECT_EQ(percent_decoded("%e2%82%AC"), "\xE2\x82\xAC");
    EXPECT_EQ(percent_decoded("%"), std::nullopt);
    EXPECT_EQ(percent_decoded("%4"), std::nullopt);
    EXPECT_EQ(percent_decoded("%4g"), std::nullopt);
}

Request from(std::vector<Header> headers, const std::string& peer, const std::vector<std::string>& trusted) {
    Request request;
    request.headers = std::move(headers);
    TrustedProxies(trusted).identify(plain_address(ip::make_address(peer)), request);
    return request;
}

TEST(Peers, BelievesForwardedFieldsOfTrustedProxiesOnly) {
    const std::vector<Header> spoofed = {{"x-forwarded-for", "127.0.0.1"}, {"x-forwarded-proto", "https"}};
    const auto untrusted = from(spoofed, "203.0.113.9", {"10.0.0.0/8"});
    EXPECT_EQ(untrusted.remote_address, "203.0.113.9");
    EXPECT_FALSE(untrusted.is_loopback);
    EXPECT_FALSE(untrusted.secure);
    const auto trusted = from({{"x-forwarded-for", "127.0.0.1, 198.51.100.7"}, {"x-forwarded-proto", "https"}},
                              "10.1.2.3", {"10.0.0.0/8"});
    EXPECT_EQ(trusted.remote_address, "198.51.100.7") << "what stands to the left was written by the client";
    EXPECT_TRUE(trusted.via_trusted_proxy);
    EXPECT_TRUE(trusted.secure);
    EXPECT_FALSE(trusted.is_loopback);
    const auto chain =
        from({{"x-forwarded-for", "198.51.100.7:4711"}, {"x-forwarded-for", "10.9.9.9"}}, "10.1.2.3", {"10.0.0.0/8"});
    EXPECT_EQ(chain.remote_address, "198.51.100.7");
    const auto six = from({{"x-forwarded-for", "[2001:db8:1:2:3::4]:99"}}, "::ffff:10.1.2.3", {"10.0.0.0/8"});
    EXPECT_EQ(six.remote_address, "2001:db8:1:2:3::4");
    EXPECT_EQ(six.address_group, "2001:db8:1:2::/64");
}

TEST(Peers, OnlyUnforwardedLoopbackIsLocal) {
    EXPECT_TRUE(from({}, "127.0.0.1", {}).is_loopback);
    EXPECT_TRUE(from({}, "::1", {}).is_loopback);
    EXPECT_FALSE(from({{"x-forwarded-for", "198.51.100.7"}}, "127.0.0.1", {}).is_loopback)
        << "a proxy on this machine that nobody declared";
    EXPECT_FALSE(from({{"forwarded", "for=198.51.100.7"}}, "127.0.0.1", {}).is_loopback);
    EXPECT_FALSE(from({}, "127.0.0.1", {"127.0.0.1"}).is_loopback) << "a trusted proxy that does not say for whom";
    EXPECT_FALSE(from({{"x-forwarded-for", "198.51.100.7"}}, "127.0.0.1", {"127.0.0.1"}).is_loopback);
    EXPECT_FALSE(from({}, "192.0.2.1", {}).is_loopback);
}

TEST(Peers, NamesABlockThatIsNone) {
    for (const std::string bad : {"10.0.0.0/33", "10.0.0.0/x", "proxy.example", "::1/129", "10.0.0.0/"}) {
        try {
            TrustedProxies proxies({bad});
            FAIL() << bad;
        } catch (const std::invalid_argument& error) {
            EXPECT_NE(std::string(error.what()).find(bad), std::string::npos);
        }
    }
}

TEST(Peers, CountsIpv6ByNetwork) {
    const auto limits = std::make_shared<ConnectionLimits>(100, 2, false);
    auto first = limits->admit(ip::make_address("2001:db8::1"));
    auto second = limits->admit(ip::make_address("2001:db8::2"));
    EXPECT_TRUE(first.slot && second.slot);
    EXPECT_EQ(limits->admit(ip::make_address("2001:db8::3")).refusal, ConnectionLimits::Refusal::too_many_from_address);
    EXPECT_TRUE(limits->admit(ip::make_address("2001:db8:0:1::1")).slot);
    EXPECT_EQ(limits->open(), 2U);
    first.slot.reset();
    EXPECT_TRUE(limits->admit(ip::make_address("2001:db8::3")).slot);
}

class StaticFilesTest : public testing::Test {
protected:
    StaticFilesTest() {
        char name[] = "/tmp/parley-pages-XXXXXX";
        root_ = ::mkdtemp(name);
        fs::create_directories(root_ / "assets");
        fs::create_directories(root_ / ".git");
        write("index.html", "<!doctype html>buyer");
        write("desk.html", "<!doctype html>desk");
        write("assets/app-1a2B3c4d.js", std::string(5000, 'j'));
        write("assets/logo.svg", "<svg/>");
        write(".git/config", "secret");
        fs::create_symlink("/etc/passwd", root_ / "passwd.txt");
    }
    ~StaticFilesTest() override { fs::remove_all(root_); }

    void write(const std::string& name, const std::string& content) const {
        std::ofstream(root_ / name, std::ios::binary) << content;
    }
    StaticFiles files() const {
        StaticFilesOptions options;
        options.pages = {{"/", "index.html"}, {"/desk/*", "desk.html"}, {"/desk", "desk.html"}};
        return StaticFiles(root_, options);
    }
    static Request get(const std::string& path, std::vector<Header> headers = {}) {
        Request request;
        request.method = "GET";
        request.path = path;
        request.headers = std::move(headers);
        return request;
    }
    static std::string field(const Response& response, std::string_view name) {
        for (const auto& one : response.headers) {
            if (equals_ignoring_case(one.name, name)) {
                return one.value;
            }
        }
        return {};
    }

    fs::path root_;
};

TEST_F(StaticFilesTest, ServesPagesByPathAndPattern) {
    const auto pages = files();
    EXPECT_EQ(pages.find(get("/"))->body_view(), "<!doctype html>buyer");
    EXPECT_EQ(pages.find(get("/desk"))->body_view(), "<!doctype html>desk");
    EXPECT_EQ(pages.find(get("/desk/b_1/offers"))->body_view(), "<!doctype html>desk");
    EXPECT_EQ(field(*pages.find(get("/")), "content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(field(*pages.find(get("/")), "cache-control"), "no-cache");
    EXPECT_NE(field(*pages.find(get("/")), "content-security-policy").find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(field(*pages.find(get("/")), "x-content-type-options"), "nosniff");
    EXPECT_EQ(pages.find(get("/unknown")), std::nullopt);
    auto post = get("/");
    post.method = "POST";
    EXPECT_EQ(pages.find(post), std::nullopt);
}

TEST_F(StaticFilesTest, HoldsNothingButItsOwnFiles) {
    const auto pages = files();
    EXPECT_EQ(pages.files(), 4U);
    for (const auto* path :
         {"/.git/config", "/passwd.txt", "/../etc/passwd", "//etc/passwd", "/assets/../index.html"}) {
        EXPECT_EQ(pages.find(get(path)), std::nullopt) << path;
    }
}

TEST_F(StaticFilesTest, CachesHashedAssetsForEverAndZipsThem) {
    const auto pages = files();
    const auto plain = pages.find(get("/assets/app-1a2B3c4d.js"));
    EXPECT_EQ(field(*plain, "cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(field(*plain, "vary"), "Accept-Encoding");
    EXPECT_EQ(field(*pages.find(get("/assets/logo.svg")), "cache-control"), "no-cache");
    const auto zipped = pages.find(get("/assets/app-1a2B3c4d.js", {{"accept-encoding", "br, gzip;q=0.8"}}));
    EXPECT_EQ(field(*zipped, "content-encoding"), "gzip");
    EXPECT_NE(field(*zipped, "etag"), field(*plain, "etag"));
    std::string unpacked(5000, '\0');
    z_stream stream{};
    ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    const std::string packed(zipped->body_view());
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
    stream.avail_out = static_cast<uInt>(unpacked.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    EXPECT_EQ(unpacked, plain->body_view());
    EXPECT_EQ(field(*pages.find(get("/assets/app-1a2B3c4d.js", {{"accept-encoding", "gzip;q=0"}})), "content-encoding"),
              "");
}

TEST_F(StaticFilesTest, Answers304ToWhoKnowsTheTag) {
    const auto pages = files();
    const auto etag = field(*pages.find(get("/")), "etag");
    for (const auto& known : {etag, "\"other\", W/" + etag, std::string("*")}) {
        const auto response = pages.find(get("/", {{"if-none-match", known}}));
        EXPECT_EQ(response->status, 304) << known;
        EXPECT_EQ(field(*response, "etag"), etag);
        EXPECT_TRUE(response->body_view().empty());
    }
    EXPECT_EQ(pages.find(get("/", {{"if-none-match", "\"other\""}}))->status, 200);
    write("index.html", "<!doctype html>changed");
    EXPECT_NE(field(*files().find(get("/")), "etag"), etag);
}

TEST_F(StaticFilesTest, SaysWhatIsMissing) {
    EXPECT_THROW(StaticFiles(root_ / "nowhere"), std::runtime_error);
    StaticFilesOptions options;
    options.pages = {{"/lab", "lab.html"}};
    try {
        StaticFiles pages(root_, options);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("lab.html"), std::string::npos);
    }
    options = {};
    options.max_total_bytes = 1000;
    EXPECT_THROW(StaticFiles(root_, options), std::runtime_error);
}

} // namespace
} // namespace parley::http
