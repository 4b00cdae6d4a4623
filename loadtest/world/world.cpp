#include "loadtest/world/world.hpp"

#include <nlohmann/json.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>

namespace parley::load {

namespace {

constexpr std::string_view ready_words = "Parley is ready at ";

// A port below those that the kernel hands out by itself, so that no client's own end takes it meanwhile.
std::uint16_t free_port() {
    boost::asio::io_context context;
    for (std::uint16_t port = 21'000; port < 32'000; ++port) {
        boost::asio::ip::tcp::acceptor probe(context);
        boost::system::error_code taken;
        const boost::asio::ip::tcp::endpoint here(boost::asio::ip::address_v4::loopback(), port);
        probe.open(here.protocol(), taken);
        probe.bind(here, taken);
        if (!taken)
            return port;
    }
    throw std::runtime_error("no free port from 21000 to 31999");
}

} // namespace

World::World(WorldOptions options) : options_(std::move(options)) {
    std::string name = (std::filesystem::temp_directory_path() / "parley-load.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no directory could be made in " + name);
    work_ = name;
    mail_dir_ = work_ / "mail";
    std::filesystem::create_directory(mail_dir_);
    stores_ = std::make_unique<Child>(std::vector<std::string>{(options_.root / "cmake/stores").string(), "--durable"},
                                      Environment{}, "");
    const auto facts = nlohmann::json::parse(stores_->line());
    database_url_ = facts.at("database_url");
    redis_url_ = facts.at("redis_url");
    postgres_pid_ = facts.at("postgres_pid");
    redis_pid_ = facts.at("redis_pid");
    command({"migrate"});
    command({"seed"});
}

World::~World() {
    if (node_)
        node_->stop(SIGTERM);
    stores_->stop(SIGTERM);
    std::error_code ignored;
    std::filesystem::remove_all(work_, ignored);
}

double World::start_node(const Environment& environment) {
    if (port_ == 0)
        port_ = free_port();
    Environment all{
        {"PARLEY_DATABASE_URL", database_url_},
        {"PARLEY_REDIS_URL", redis_url_},
        {"PARLEY_SHARE_DIR", options_.root.string()},
        {"PARLEY_LISTEN", "127.0.0.1:" + std::to_string(port_)},
        {"PARLEY_MAIL_DIR", mail_dir_.string()},
        {"PARLEY_LIMITS", "local"},
        {"PARLEY_NODE", "load"},
    };
    for (const auto& [key, value] : environment)
        all[key] = value;
    const auto began = std::chrono::steady_clock::now();
    node_ = std::make_unique<Child>(std::vector<std::string>{options_.parley.string(), "serve"}, all,
                                    options_.verbose ? "" : (work_ / "node.log").string());
    try {
        while (!node_->line().starts_with(ready_words)) {
        }
    } catch (const std::runtime_error& error) {
        std::ifstream log(work_ / "node.log");
        throw std::runtime_error(error.what() + std::string(":\n") +
                                 std::string(std::istreambuf_iterator<char>(log), {}));
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

void World::stop_node(int signal) {
    if (node_)
        node_->stop(signal);
    node_.reset();
}

std::string World::sql(const std::string& statements) const {
    return run({"psql", database_url_, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t",
                "--set=ON_ERROR_STOP=1", "--command=" + statements});
}

bool World::is_settled() const {
    // What is due much later, as a reminder is, keeps nobody busy now.
    return sql("SELECT 1 FROM outbox WHERE not_before < (extract(epoch FROM now()) + 30) * 1000000 LIMIT 1").empty();
}

void World::command(const std::vector<std::string>& words) const {
    std::vector<std::string> all{options_.parley.string()};
    all.insert(all.end(), words.begin(), words.end());
    run(all, {{"PARLEY_DATABASE_URL", database_url_}, {"PARLEY_SHARE_DIR", options_.root.string()}},
        (work_ / "commands.log").string());
}

} // namespace parley::load
