#include "core/event_codec.hpp"

#include <algorithm>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 11> lifecycle_names{"unconfirmed", "open",      "deciding", "awarded",
                                                           "confirmed",   "fulfilled", "closed",   "lapsed",
                                                           "cancelled",   "expired",   "no_offers"};
constexpr std::array<std::string_view, 5> close_cause_names{"time", "buyer_chose", "buyer_closed", "cancelled",
                                                            "accepted"};
constexpr std::array<std::string_view, 2> replan_cause_names{"assigned", "ended"};
constexpr std::array<std::string_view, 4> extension_cause_names{"late_offer", "no_offers", "buyer", "outage"};
constexpr std::array<std::string_view, 3> withdrawal_reason_names{"own_wish", "capacity_taken", "suspended"};
constexpr std::array<std::string_view, 6> disposition_names{"won",       "lost",         "stand_by",
                                                            "withdrawn", "declined_all", "no_award"};

template <class T>
inline constexpr bool is_id = std::is_base_of_v<Id128, T>;

// --- writing ---------------------------------------------------------------------------------------------------

class Writer;
template <class T>
Value written(const T& field);

class Writer {
public:
    template <class T>
    void operator()(const char* name, const T& field) {
        body[name] = written(field);
    }
    template <class T>
    void added(const char* name, const T& field) {
        (*this)(name, field);
    }
    /// A member that says something only where it is not as usual: logs without it keep their form and hashes.
    template <class T>
    void added_unless(const T& usual, const char* name, const T& field) {
        if (field != usual)
            (*this)(name, field);
    }
    template <class T>
    void part(const char* name, const T& field) {
        parts.push_back({name, {}, written(field)});
    }
    template <class T>
    void added_part(const char* name, const T& field) {
        part(name, field);
    }
    template <class T>
    void part_if(bool secret, const char* name, const T& field) {
        if (secret)
            part(name, field);
        else
            (*this)(name, field);
    }
    Value body = Value::Object{};
    std::vector<Part> parts;
};

template <class T>
struct WriteRule {
    static Value write(const T& field) {
        if constexpr (is_id<T>) {
            return to_text(field);
        } else if constexpr (std::is_enum_v<T>) {
            return name_of(field);
        } else if constexpr (std::is_same_v<T, Instant>) {
            return field.us;
        } else if constexpr (std::is_same_v<T, Plan>) {
            return to_value(field);
        } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
            return Value(field);
        } else if constexpr (std::is_integral_v<T>) {
            return Value(static_cast<std::int64_t>(field));
        } else {
            // Parts never nest: a struct inside a part is written plainly.
            Writer inner;
            T::fields(inner, field);
            return inner.body;
        }
    }
};
template <class T>
struct WriteRule<std::optional<T>> {
    static Value write(const std::optional<T>& field) { return field ? written(*field) : Value{}; }
};
template <class T>
struct WriteRule<std::vector<T>> {
    static Value write(const std::vector<T>& field) {
        Value::Array items;
        for (const T& item : field)
            items.push_back(written(item));
        return items;
    }
};
template <class T>
struct WriteRule<std::map<std::string, T>> {
    static Value write(const std::map<std::string, T>& field) {
        Value::Object members;
        for (const auto& [name, member] : field)
            members.emplace(name, written(member));
        return members;
    }
};
template <class T>
Value written(const T& field) {
    return WriteRule<T>::write(field);
}

// --- reading ---------------------------------------------------------------------------------------------------

template <class T>
bool read(const Value& value, T& out);

class Reader {
public:
    Reader(const Value& body, const std::vector<Part>* parts) : body_(body), parts_(parts) {}
    template <class T>
    void operator()(const char* name, T& field) {
        const auto* members = body_.as_object();
        if (members == nullptr || !members->contains(name) || !read(body_.at(name), field))
            ok = false;
    }
    /// A member that events did not always have: where it is absent its first value holds.
    template <class T>
    void added(const char* name, T& field) {
        if (!body_.at(name).is_null())
            (*this)(name, field);
    }
    template <class T>
    void added_unless(const T& usual, const char* name, T& field) {
        field = usual;
        added(name, field);
    }
    template <class T>
    void part(const char* name, T& field) {
        if (parts_ == nullptr || body_.at(name).at("commit").as_string() == nullptr) {
            ok = false;
            return;
        }
        const auto found = std::find_if(parts_->begin(), parts_->end(), [&](const Part& p) { return p.name == name; });
        if (found != parts_->end() && !read(found->value, field))
            ok = false;
    }
    /// A part that events did not always have.
    template <class T>
    void added_part(const char* name, T& field) {
        if (!body_.at(name).is_null())
            part(name, field);
    }
    template <class T>
    void part_if(bool secret, const char* name, T& field) {
        if (secret)
            part(name, field);
        else
            (*this)(name, field);
    }
    bool ok = true;

private:
    const Value& body_;
    const std::vector<Part>* parts_;
};

template <class T>
struct ReadRule {
    static bool read_into(const Value& value, T& out) {
        if constexpr (is_id<T>) {
            const auto* text = value.as_string();
            const auto id = text != nullptr ? parse_id<T>(*text) : std::nullopt;
            if (id)
                out = *id;
            return id.has_value();
        } else if constexpr (std::is_enum_v<T>) {
            const auto* text = value.as_string();
            const auto word = text != nullptr ? from_name<T>(*text) : std::nullopt;
            if (word)
                out = *word;
            return word.has_value();
        } else if constexpr (std::is_same_v<T, Instant>) {
            return read(value, out.us);
        } else if constexpr (std::is_same_v<T, Plan>) {
            auto plan = plan_from(value);
            if (plan)
                out = std::move(*plan);
            return plan.has_value();
        } else if constexpr (std::is_same_v<T, bool>) {
            if (const auto* truth = value.as_bool())
                return out = *truth, true;
            return false;
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (const auto* text = value.as_string())
                return out = *text, true;
            return false;
        } else if constexpr (std::is_integral_v<T>) {
            const auto* number = value.as_integer();
            if (number == nullptr || !std::in_range<T>(*number))
                return false;
            return out = static_cast<T>(*number), true;
        } else {
            if (value.as_object() == nullptr)
                return false;
            Reader inner(value, nullptr);
            T::fields(inner, out);
            return inner.ok;
        }
    }
};
template <class T>
struct ReadRule<std::optional<T>> {
    static bool read_into(const Value& value, std::optional<T>& out) {
        out.reset();
        return value.is_null() || read(value, out.emplace());
    }
};
template <class T>
struct ReadRule<std::vector<T>> {
    static bool read_into(const Value& value, std::vector<T>& out) {
        const auto* items = value.as_array();
        if (items == nullptr)
            return false;
        out.clear();
        return std::all_of(items->begin(), items->end(),
                           [&](const Value& item) { return read(item, out.emplace_back()); });
    }
};
template <class T>
struct ReadRule<std::map<std::string, T>> {
    static bool read_into(const Value& value, std::map<std::string, T>& out) {
        const auto* members = value.as_object();
        if (members == nullptr)
            return false;
        out.clear();
        return std::all_of(members->begin(), members->end(),
                           [&](const auto& member) { return read(member.second, out[member.first]); });
    }
};
template <class T>
bool read(const Value& value, T& out) {
    return ReadRule<T>::read_into(value, out);
}

template <std::size_t I = 0>
std::optional<Event> read_as(std::string_view type, const Value& body, const std::vector<Part>& parts) {
    if constexpr (I == std::variant_size_v<EventKinds>) {
        return std::nullopt;
    } else {
        using Kind = std::variant_alternative_t<I, EventKinds>;
        if (type != Kind::type)
            return read_as<I + 1>(type, body, parts);
        Kind event;
        Reader reader(body, &parts);
        Kind::fields(reader, event);
        if (!reader.ok)
            return std::nullopt;
        return event;
    }
}

} // namespace

std::span<const std::string_view> names_of(Lifecycle) {
    return lifecycle_names;
}
std::span<const std::string_view> names_of(CloseCause) {
    return close_cause_names;
}
std::span<const std::string_view> names_of(ReplanCause) {
    return replan_cause_names;
}

std::span<const std::string_view> names_of(ExtensionCause) {
    return extension_cause_names;
}
std::span<const std::string_view> names_of(WithdrawalReason) {
    return withdrawal_reason_names;
}
std::span<const std::string_view> names_of(Disposition) {
    return disposition_names;
}

std::string_view type_of(const Event& event) {
    return std::visit([](const auto& kind) { return std::decay_t<decltype(kind)>::type; }, event);
}

digest::Salt salt_for(const Entropy& entropy, std::int64_t seq, std::string_view name) {
    std::string seed(reinterpret_cast<const char*>(entropy.data()), entropy.size());
    seed += std::to_string(seq) + '/' + std::string(name);
    const digest::Sha256 hash = digest::sha256(seed);
    digest::Salt salt;
    std::copy_n(hash.begin(), salt.size(), salt.begin());
    return salt;
}

std::string commitment(const digest::Salt& salt, const Value& value) {
    std::string opened(reinterpret_cast<const char*>(salt.data()), salt.size());
    opened += canonical(value);
    return digest::hex(digest::sha256(opened));
}

WrittenEvent write_event(const Event& event, std::int64_t seq, const Entropy& entropy) {
    Writer writer;
    std::visit([&](const auto& kind) { std::decay_t<decltype(kind)>::fields(writer, kind); }, event);
    for (Part& part : writer.parts) {
        part.salt = salt_for(entropy, seq, part.name);
        writer.body[part.name]["commit"] = commitment(part.salt, part.value);
    }
    return {std::move(writer.body), std::move(writer.parts)};
}

std::optional<Event> read_event(std::string_view type, const Value& body, const std::vector<Part>& parts) {
    return read_as(type, body, parts);
}

Value chained_value(std::int64_t seq, Instant at, Instant received_at, std::string_view type, const Value& body) {
    Value chained;
    chained["seq"] = seq;
    chained["at"] = at.us;
    chained["received_at"] = received_at.us;
    chained["type"] = type;
    chained["body"] = body;
    return chained;
}

std::string chained_text(std::int64_t seq, Instant at, Instant received_at, std::string_view type, const Value& body) {
    ObjectText chained;
    chained.number("at", at.us);
    chained.value("body", body);
    chained.number("received_at", received_at.us);
    chained.number("seq", seq);
    chained.text("type", type);
    return chained.end();
}

digest::Sha256 chain(const digest::Sha256& previous, const std::string& chained_text) {
    return digest::sha256(digest::hex(previous).append(chained_text));
}

digest::Sha256 chain(const digest::Sha256& previous, const Value& chained) {
    return chain(previous, canonical(chained));
}

} // namespace parley::core
