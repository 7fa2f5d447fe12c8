/// The list of engines: to add one, write its file and one line here.
#include <array>

#include "clino/engine.hpp"

namespace clino {

std::span<const std::unique_ptr<Engine>> engines() {
  static const std::array list{eigen_engine(), forward_engine(), reverse_engine()};
  return list;
}

const Engine* find_engine(std::string_view name) {
  for (const auto& engine : engines())
    if (engine->info().name == name) return engine.get();
  return nullptr;
}

}  // namespace clino
