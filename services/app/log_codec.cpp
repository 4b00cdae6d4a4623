#include "app/log_codec.hpp"

#include <map>

namespace parley::app {

BrokenLog::BrokenLog(const core::IntentId& intent, std::int64_t seq, const std::string& why)
    : std::runtime_error("intent " + core::to_text(intent) + ", event " + std::to_string(seq) + ": " + why) {}

EncodedRun encode_run(const digest::Sha256& previous, const std::vector<core::Record>& records,
                      const core::Entropy& entropy) {
    EncodedRun run;
    run.head = previous;
    for (const core::Record& record : records) {
        core::WrittenEvent written = core::write_event(record.event, record.seq, entropy);
        StoredEvent event;
        event.seq = record.seq;
        event.at = record.at;
        event.received_at = record.received_at;
        event.type = core::type_of(record.event);
        event.body = std::move(written.body);
        event.command_key = record.command_key;
        run.head =
            core::chain(run.head, core::chained_text(event.seq, event.at, event.received_at, event.type, event.body));
        event.hash = run.head;
        for (core::Part& part : written.parts)
            run.parts.push_back({record.seq, std::move(part.name), part.salt, std::move(part.value)});
        run.events.push_back(std::move(event));
    }
    return run;
}

std::vector<core::Record> decode_run(const core::IntentId& intent, const std::vector<StoredEvent>& events,
                                     const std::vector<StoredPart>& parts) {
    std::map<std::int64_t, std::vector<core::Part>> parts_of;
    for (const StoredPart& part : parts)
        parts_of[part.seq].push_back({part.name, part.salt, part.value});
    static const std::vector<core::Part> none;
    std::vector<core::Record> records;
    for (const StoredEvent& event : events) {
        const auto found = parts_of.find(event.seq);
        auto read = core::read_event(event.type, event.body, found == parts_of.end() ? none : found->second);
        if (!read)
            throw BrokenLog(intent, event.seq, "cannot be read as " + event.type);
        records.push_back({event.seq, event.at, event.received_at, event.command_key, std::move(*read)});
    }
    return records;
}

} // namespace parley::app
