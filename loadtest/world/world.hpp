// What a scenario runs against: a private PostgreSQL and Redis with everything durable, and a node of Parley on them.
#pragma once

#include "loadtest/world/child.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parley::load {

struct WorldOptions {
    std::filesystem::path root;   // the checkout: holds build/bin, cmake and sql
    std::filesystem::path parley; // the binary
    bool verbose = false;         // the node's log goes to stderr
};

class World {
public:
    /// Starts the stores and prepares an empty market with its sectors and places.
    explicit World(WorldOptions options);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    using Environment = std::map<std::string, std::string>;
    /// Starts a node and waits until it takes offers; gives the seconds that took.
    double start_node(const Environment& environment = {});
    void stop_node(int signal = SIGTERM);

    std::uint16_t port() const { return port_; }
    pid_t node_pid() const { return node_ ? node_->pid() : 0; }
    pid_t postgres_pid() const { return postgres_pid_; }
    pid_t redis_pid() const { return redis_pid_; }
    const std::string& database_url() const { return database_url_; }
    const std::filesystem::path& work_dir() const { return work_; }
    /// Runs SQL through psql and gives what it printed, fields by tab.
    std::string sql(const std::string& statements) const;
    /// Whether everything that was promised in commits is done: invitations, news, mails.
    bool is_settled() const;
    /// Runs a verb of Parley's command line.
    void command(const std::vector<std::string>& words) const;

private:
    WorldOptions options_;
    std::filesystem::path work_;
    std::filesystem::path mail_dir_;
    std::string database_url_, redis_url_;
    pid_t postgres_pid_ = 0, redis_pid_ = 0;
    std::uint16_t port_ = 0;
    std::unique_ptr<Child> stores_;
    std::unique_ptr<Child> node_;
};

} // namespace parley::load
