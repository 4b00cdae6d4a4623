#include "support/redis.hpp"

#include <hiredis/hiredis.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <stdexcept>
#include <string_view>

namespace parley::test {
namespace {

struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

redisContext* connect(const std::string& url) {
    constexpr std::string_view unix_scheme = "unix://", tcp_scheme = "redis://";
    redisContext* context = nullptr;
    if (url.starts_with(unix_scheme)) {
        context = redisConnectUnix(url.substr(unix_scheme.size()).c_str());
    } else if (url.starts_with(tcp_scheme)) {
        std::string address = url.substr(tcp_scheme.size());
        auto colon = address.rfind(':');
        int port = colon == std::string::npos ? 6379 : std::stoi(address.substr(colon + 1));
        context = redisConnect(address.substr(0, colon).c_str(), port);
    } else {
        throw std::runtime_error("PARLEY_TEST_REDIS_URL must start with unix:// or redis://, not be " + url);
    }
    if (context == nullptr || context->err != 0) {
        std::string reason = context == nullptr ? "out of memory" : context->errstr;
        redisFree(context);
        throw std::runtime_error("cannot reach Redis at " + url + ": " + reason);
    }
    return context;
}

std::string random_prefix() {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::random_device random;
    std::string prefix = "test:";
    for (int digit = 0; digit < 12; ++digit)
        prefix += digits[random() % digits.size()];
    return prefix + ":";
}

} // namespace

RedisSpace::RedisSpace() : prefix_(random_prefix()) {
    const char* url = std::getenv("PARLEY_TEST_REDIS_URL");
    if (url == nullptr || *url == '\0')
        throw std::runtime_error("PARLEY_TEST_REDIS_URL is not set; ./test sets it, or: cmake/stores");
    url_ = url;
    context_ = connect(url_);
    // A counter in database 0 hands out the numbers, so that test processes running side by side never meet.
    long count = std::stol(command({"CONFIG", "GET", "databases"}).at(1));
    long turn = std::stol(command({"INCR", "parley:test:databases"}).at(0));
    database_ = static_cast<int>((turn - 1) % (count - 1)) + 1;
    command({"SELECT", std::to_string(database_)});
    flush();
}

RedisSpace::~RedisSpace() {
    try {
        flush();
    } catch (const std::exception&) {
        // The test may have stopped the server on purpose.
    }
    redisFree(context_);
}

std::vector<std::string> RedisSpace::command(const std::vector<std::string>& words) const {
    std::vector<const char*> parts;
    std::vector<std::size_t> sizes;
    for (const auto& word : words) {
        parts.push_back(word.data());
        sizes.push_back(word.size());
    }
    auto* raw = redisCommandArgv(context_, static_cast<int>(words.size()), parts.data(), sizes.data());
    std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
    if (!reply)
        throw std::runtime_error(std::string("Redis went away: ") + context_->errstr);
    auto text = [](const redisReply& value) {
        return value.type == REDIS_REPLY_INTEGER ? std::to_string(value.integer) : std::string(value.str, value.len);
    };
    switch (reply->type) {
    case REDIS_REPLY_ERROR:
        throw std::runtime_error("Redis refused " + words.front() + ": " + reply->str);
    case REDIS_REPLY_NIL:
        return {};
    case REDIS_REPLY_ARRAY: {
        std::vector<std::string> members;
        for (std::size_t i = 0; i < reply->elements; ++i) {
            const redisReply& member = *reply->element[i];
            members.push_back(member.type == REDIS_REPLY_NIL ? std::string() : text(member));
        }
        return members;
    }
    default:
        return {text(*reply)};
    }
}

void RedisSpace::flush() const {
    command({"FLUSHDB"});
}

} // namespace parley::test
