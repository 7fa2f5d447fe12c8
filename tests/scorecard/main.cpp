// How often Clinometer is right and wrong, measured on planted cases, and on the catalogue when its results are given:
// clino_scorecard [RESULTS]
#include <cstdio>

#include "clino/store.hpp"
#include "mechanisms.hpp"
#include "sections.hpp"

int main(int argc, char** argv) {
  if (argc > 1) {
    try {
      std::fputs(clino::scorecard::mechanism_section(clino::read_results(argv[1])).c_str(), stdout);
    } catch (const clino::BadResults& error) {
      std::fprintf(stderr, "clino_scorecard: %s\n", error.what());
      return 2;
    }
  }
  return clino::scorecard::custom_gradients();
}
