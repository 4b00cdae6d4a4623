#include "roles/gateway/matters.hpp"

namespace parley::roles {

core::Value decision_value(const std::optional<app::StewardAct>& decision) {
    core::Value value;
    if (decision) {
        value["outcome"] = decision->deed == app::StewardDeed::uphold ? "upheld" : "dismissed";
        value["reasons"] = decision->reasons;
        value["at"] = core::to_rfc3339(decision->at);
    }
    return value;
}

core::Value matter_value(const app::Matter& matter) {
    core::Value value;
    value["id"] = core::to_text(matter.id);
    value["kind"] = core::name_of(matter.kind);
    value["about"] = matter.about;
    value["text"] = matter.text;
    value["made_at"] = core::to_rfc3339(matter.made_at);
    value["due_at"] = core::to_rfc3339(matter.due_at);
    value["state"] = matter.decision ? "answered" : "open";
    value["decision"] = decision_value(matter.decision);
    return value;
}

core::Value matters_value(const std::vector<app::Matter>& matters) {
    core::Value list = core::Value::Array{};
    for (const app::Matter& matter : matters)
        list.push_back(matter_value(matter));
    return list;
}

core::Value suspension_value(const std::optional<app::StewardAct>& act) {
    core::Value value;
    if (act) {
        value["reasons"] = act->reasons;
        value["since"] = core::to_rfc3339(act->at);
    }
    return value;
}

} // namespace parley::roles
