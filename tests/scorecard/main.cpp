// How often Clinometer is right and wrong, measured on planted cases.
#include "sections.hpp"

int main() { return clino::scorecard::custom_gradients(); }
