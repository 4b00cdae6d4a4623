// A corner of the test Redis of one's own: a numbered database that no other holder has, emptied at both ends, and a
// random key prefix for tests that must share database 0 (pub/sub knows no numbers). The server comes from
// PARLEY_TEST_REDIS_URL (unix:///path or redis://host:port), which ./test sets.
#pragma once
#include <string>
#include <vector>

struct redisContext;

namespace parley::test {

class RedisSpace {
public:
    /// Throws std::runtime_error when the variable is unset or the server does not answer.
    RedisSpace();
    RedisSpace(const RedisSpace&) = delete;
    RedisSpace& operator=(const RedisSpace&) = delete;
    ~RedisSpace();

    /// The server, without a database number.
    [[nodiscard]] const std::string& url() const { return url_; }
    /// The database to SELECT; never 0.
    [[nodiscard]] int database() const { return database_; }
    /// Differs from holder to holder and from run to run, for example "test:1f09b3a2:".
    [[nodiscard]] const std::string& prefix() const { return prefix_; }

    /// Sends one command in the own database. Scalars give one string, arrays their members, nil nothing. Throws
    /// std::runtime_error on an error reply.
    std::vector<std::string> command(const std::vector<std::string>& words) const;

    /// Empties the own database, as a Redis that lost everything.
    void flush() const;

private:
    std::string url_;
    std::string prefix_;
    int database_ = 0;
    redisContext* context_ = nullptr;
};

} // namespace parley::test
